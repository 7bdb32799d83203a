/**
 * The runner process: reads frames from standard input, does the work on its one device, answers with frames on
 * standard output. It trusts the agent that started it and goes when that agent goes: the end of its input ends it,
 * whatever native code is doing.
 *
 * <pre>
 *   standard input ──▶ Inbox (own thread; halts at the end of input)
 *                        │ queue
 *                        ▼
 *                 Runs (main thread) ──▶ one thread for each RunningJob ──▶ DeviceGate ──▶ Workload
 *                                             │ Started, Waiting, Progress, Done, Failed
 *                                             ▼
 *                                        FrameWriter ──▶ standard output
 * </pre>
 */
@NullMarked
package io.aitbc.workloads.runner;

import org.jspecify.annotations.NullMarked;
