package io.aitbc.agent.config;

import java.util.List;

/** The configuration cannot be used; holds every problem found, errors and warnings, in the order of the file. */
public final class ConfigException extends Exception {
    private static final int SHOWN = 50;

    private final String source;
    private final transient List<Problem> problems;

    /** @param source the file's name, as a person knows it */
    public ConfigException(String source, List<Problem> problems) {
        super(describe(source, problems), null, false, false);
        this.source = source;
        this.problems = List.copyOf(problems);
    }

    public String source() {
        return source;
    }

    public List<Problem> problems() {
        return problems;
    }

    private static String describe(String source, List<Problem> problems) {
        long errors = problems.stream().filter(Problem::isError).count();
        StringBuilder text =
                new StringBuilder(source).append(": ").append(errors).append(errors == 1 ? " problem" : " problems");
        problems.stream()
                .limit(SHOWN)
                .forEach(p -> text.append("\n  ")
                        .append(p.isError() ? "" : "warning: ")
                        .append(p));
        if (problems.size() > SHOWN) {
            text.append("\n  … and ").append(problems.size() - SHOWN).append(" more");
        }
        return text.toString();
    }
}
