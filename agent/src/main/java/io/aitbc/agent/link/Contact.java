package io.aitbc.agent.link;

import io.aitbc.api.port.Coordinator;
import io.aitbc.api.port.Scheduler;
import java.util.random.RandomGenerator;

/** What every loop that talks to a coordinator needs. */
public record Contact(Coordinator coordinator, Link link, Scheduler scheduler, RandomGenerator random) {}
