package io.aitbc.agent.config;

/** One line of the file cannot be read; says what is wrong and what to write instead, without the value. */
final class LineFault extends Exception {
    private final String fix;

    LineFault(String problem, String fix) {
        super(problem, null, false, false);
        this.fix = fix;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String fix() {
        return fix;
    }
}
