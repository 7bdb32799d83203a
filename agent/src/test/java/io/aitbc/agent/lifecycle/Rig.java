package io.aitbc.agent.lifecycle;

import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.api.job.JobId;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.FakeCoordinator;
import io.aitbc.testkit.fake.ScriptedFaults;
import io.aitbc.testkit.fake.Terms;
import io.aitbc.testkit.time.MortalScheduler;
import io.aitbc.testkit.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What one loop needs to run alone: time, a coordinator with a script of faults, and what is known of it. */
public final class Rig {
    public final VirtualScheduler time = new VirtualScheduler();
    public final ScriptedFaults faults = new ScriptedFaults();
    public final FakeCoordinator coordinator;

    /** The loop's own share of the time: what is left in it is left by the loop. */
    public final MortalScheduler scheduler = new MortalScheduler(time);

    public final Link link = new Link(scheduler);
    public final Contact contact;

    public Rig(Terms terms, RandomGenerator random) {
        coordinator = new FakeCoordinator(time, terms, faults);
        contact = new Contact(coordinator, link, scheduler, random);
        link.registered(terms.registration());
    }

    public JobId submit(String id) {
        return coordinator.submit(id, Work.NAME, Work.params(Work.Fate.OK, 1_000));
    }

    /** How many requests of this kind were sent so far. */
    public int count(Call call) {
        return coordinator.asked(call).size();
    }

    /** The spans between one request of this kind and the next. */
    public List<Duration> gaps(Call call) {
        List<Duration> gaps = new ArrayList<>();
        List<FakeCoordinator.Asked> asked = coordinator.asked(call);
        for (int i = 1; i < asked.size(); i++) {
            gaps.add(Duration.ofNanos(asked.get(i).atNanos() - asked.get(i - 1).atNanos()));
        }
        return gaps;
    }
}
