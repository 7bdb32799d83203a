package io.aitbc.agent.config;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every key that a configuration may hold, with what its value may be, what holds when it is absent, and whether a
 * reload applies it.
 */
public enum ConfigKey {
    COORD_URL(Applies.AT_START, "", new Form.Text("an http:// or https:// address")),
    WALLET_ADDR(Applies.AT_START, "", new Form.Text("1 to 128 printable characters without spaces")),
    API_KEY(Applies.LIVE, "", new Form.Text("1 to 4096 printable ASCII characters without spaces")),
    API_KEY_FILE(Applies.LIVE, "", new Form.Text("the absolute path of a file that holds the key")),
    MINER_ID(Applies.AT_START, "", new Form.Text("1 to 128 letters, digits, dots, underscores, colons or hyphens")),
    WORK_DIR(Applies.AT_START, "", new Form.Directory()),
    STATE_DIR(Applies.AT_START, "", new Form.Directory()),
    MODEL_DIR(Applies.AT_START, "", new Form.Directory()),
    HEARTBEAT_SECS(Applies.LIVE, "20", Form.seconds(1, 3600)),
    JOB_POLL_SECS(Applies.LIVE, "3", Form.seconds(1, 3600)),
    MAX_CONCURRENCY(Applies.LIVE, "1", new Form.Whole(1, 64, "")),
    ACCEL_MODE(Applies.AT_START, "auto", Form.oneOf("auto", "gpu", "cpu")),
    DRAIN_SECS(Applies.LIVE, "60", Form.seconds(0, 86_400)),
    MAX_RUNTIME_SECS(Applies.LIVE, "3600", Form.seconds(1, 604_800)),
    MAX_RAM_MB(Applies.AT_START, "", Form.mebibytes(64, 16_777_216)),
    MAX_OUTPUT_MB(Applies.LIVE, "256", Form.mebibytes(1, 1_048_576)),
    SAFETY(Applies.AT_START, "flag", Form.oneOf("off", "flag", "block")),
    RUNNER_IDLE_SECS(Applies.LIVE, "300", Form.seconds(0, 86_400)),
    LOG_LEVEL(Applies.LIVE, "info", Form.oneOf("error", "warn", "info", "debug", "trace")),
    LOG_FILE(Applies.LIVE, "", new Form.Text("the absolute path of a file")),
    HTTP_LISTEN(
            Applies.LIVE,
            "127.0.0.1:8980",
            new Form.Text("off, or a loopback address and a port such as 127.0.0.1:8980"));

    /** When a changed value takes hold: LIVE at a reload, AT_START at the next start only. */
    public enum Applies {
        LIVE,
        AT_START
    }

    private final Applies applies;
    private final String defaultText;

    @SuppressWarnings("ImmutableEnumChecker") // every form is a record of numbers and of a copied list
    private final Form form;

    ConfigKey(Applies applies, String defaultText, Form form) {
        this.applies = applies;
        this.defaultText = defaultText;
        this.form = form;
    }

    /** The key of exactly this name. */
    public static Optional<ConfigKey> named(String name) {
        return Arrays.stream(values()).filter(key -> key.name().equals(name)).findFirst();
    }

    public boolean appliesLive() {
        return applies == Applies.LIVE;
    }

    /** True when the value must never be shown. */
    public boolean secret() {
        return this == API_KEY;
    }

    /**
     * What holds when the key is absent, as it would be written; empty when there is none or it is worked out from the
     * machine.
     */
    public String defaultText() {
        return defaultText;
    }

    /** What the value may be, for a message. */
    public String allowed() {
        return form.allowed();
    }

    Form form() {
        return form;
    }
}
