package io.aitbc.agent.engine;

/** Hears how far an installation is. Called on the installing thread. */
public interface Watcher {
    /** A new part of the work begins, such as {@code downloading}; {@code total} is 0 when nobody knows it. */
    void begins(String what, long done, long total);

    /** So many bytes of the present part are done. */
    void at(long done, long total);

    /** Something that does not stop it, such as a connection that broke. */
    void note(String what);
}
