package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.OutputTable.Held;
import java.util.HashMap;
import java.util.Map;

/** What is being uploaded for each job, so that many uploads at once do not each see the room that is there for one. */
final class UnderWay {
    private final Map<String, Held> jobs = new HashMap<>();

    /** @return all that is under way for this job now, this file included */
    synchronized Held begin(String job, long bytes) {
        Held all = jobs.getOrDefault(job, new Held(0, 0)).plus(new Held(1, bytes));
        jobs.put(job, all);
        return all;
    }

    synchronized void end(String job, long bytes) {
        Held left = jobs.getOrDefault(job, new Held(1, bytes)).plus(new Held(-1, -bytes));
        if (left.files() <= 0) {
            jobs.remove(job);
        } else {
            jobs.put(job, left);
        }
    }
}
