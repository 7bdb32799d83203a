package io.aitbc.testkit.fake;

/** The calls of the coordinator port, for scripts and logs. */
public enum Call {
    REGISTER,
    HEARTBEAT,
    NEXT,
    RENEW,
    UPLOAD,
    INPUT,
    PROVE,
    FAIL
}
