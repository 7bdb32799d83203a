package io.aitbc.agent.config;

import java.time.Duration;

/**
 * How often and how long.
 *
 * @param heartbeat between two heartbeats, unless the coordinator wants another
 * @param poll between two questions for a job, where the coordinator offers no long poll
 * @param drain how long a stop waits for running jobs
 * @param runnerIdle after how long without work a runner is stopped; zero for at once
 */
public record Pace(Duration heartbeat, Duration poll, Duration drain, Duration runnerIdle) {}
