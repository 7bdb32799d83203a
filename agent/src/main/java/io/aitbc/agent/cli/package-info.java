/**
 * The command line. Picocli reads it and writes its help, except for {@code run}, the way that a service is started:
 * {@link io.aitbc.agent.cli.RunArguments} reads its usual forms without picocli, which saves a tenth of a second and
 * some megabytes for as long as the agent lives.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 used wrongly. What a program may want to read goes to standard output, what only a
 * person reads to standard error.
 */
@NullMarked
package io.aitbc.agent.cli;

import org.jspecify.annotations.NullMarked;
