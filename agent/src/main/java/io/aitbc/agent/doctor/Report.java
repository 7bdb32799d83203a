package io.aitbc.agent.doctor;

import java.util.List;

/**
 * What an examination found.
 *
 * @param askedBy who looked
 * @param speaksFor with whose eyes
 * @param unseenUser the service's user, when the findings do not speak for him; empty when they do
 * @param lines in the order of the checks
 */
public record Report(String askedBy, String speaksFor, String unseenUser, List<Line> lines) {
    public Report {
        lines = List.copyOf(lines);
    }

    /** One check's finding. */
    public record Line(String id, Finding finding) {}

    public long count(Finding.Result result) {
        return lines.stream().filter(line -> line.finding().result() == result).count();
    }
}
