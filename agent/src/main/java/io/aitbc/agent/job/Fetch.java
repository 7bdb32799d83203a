package io.aitbc.agent.job;

import io.aitbc.agent.link.Link;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.port.Scheduler;
import io.aitbc.api.wire.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wait for one job's input files. Used on the agent's thread.
 *
 * <p>A file that the coordinator has not got fails the job for good: it keeps what its jobs name until they have ended,
 * so nobody else would get it either. Trouble on the way is met with patience, and after {@link #PATIENCE} without a
 * file the job is given back: another miner may have a better way to the coordinator, and this one a slot for others.
 */
final class Fetch {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration RETRY_CAP = Duration.ofSeconds(15);

    /** How long the coordinator may give no usable answer for one file. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** So often may other bytes come than were named, which something on the way has to have changed. */
    static final int MISMATCHES = 3;

    private static final String UNKNOWN_INPUT = "INPUT_NOT_FOUND";

    private final Means means;
    private final Path directory;
    private final Deque<InputFile> left;
    private final CompletableFuture<Optional<Failure>> done = new CompletableFuture<>();
    private @Nullable InputDownload download;
    private Scheduler.@Nullable Timer timer;
    private Backoff backoff;
    private long beganNanos;
    private int mismatches;
    private boolean stopped;

    Fetch(Means means, Path directory, List<InputFile> files) {
        this.means = means;
        this.directory = directory;
        this.left = new ArrayDeque<>(files);
        this.backoff = means.backoff();
    }

    /** What it works with. */
    record Means(Inputs.Source source, Scheduler scheduler, Executor io, RandomGenerator random) {
        Backoff backoff() {
            return new Backoff(FIRST_RETRY, RETRY_CAP, random);
        }
    }

    CompletionStage<Optional<Failure>> start() {
        next();
        return done;
    }

    private void next() {
        InputFile input = left.peekFirst();
        if (input == null) {
            done.complete(Optional.empty());
            return;
        }
        backoff = means.backoff();
        beganNanos = means.scheduler().nanoTime();
        mismatches = 0;
        files(() -> InputDownload.isThere(directory, input), there -> {
            if (there) {
                got();
            } else {
                ask(input);
            }
        });
    }

    private void got() {
        left.removeFirst();
        next();
    }

    private void ask(InputFile input) {
        files(() -> InputDownload.begin(directory, input), fresh -> {
            download = fresh;
            Link.ask(() -> means.source().input(input.sha256(), input.maxBytes(), fresh))
                    .whenCompleteAsync(
                            (answer, error) -> answered(input, fresh, Link.usable(answer, error)), means.scheduler());
        });
    }

    private void answered(InputFile input, InputDownload came, Answer<Long> answer) {
        if (came != download) {
            return;
        }
        Optional<Failure> problem = came.problem();
        if (problem.isPresent()) {
            end(problem.get());
        } else if (answer instanceof Answer.Ok<Long>) {
            files(came::finish, right -> {
                if (right) {
                    LOG.atInfo().addKeyValue("input", input.sha256()).log("input file fetched");
                    got();
                } else {
                    mismatched(input);
                }
            });
        } else if (answer instanceof Answer.Refused<Long> refused) {
            end(refused(input, refused));
        } else if (answer instanceof Answer.Unsupported<Long>) {
            end(new Failure(FailureCode.E_INTERNAL, "this coordinator has no call for input files", input.field()));
        } else {
            again(input, answer);
        }
    }

    private static Failure refused(InputFile input, Answer.Refused<Long> refused) {
        String said = "HTTP " + refused.status() + " " + refused.code() + ": " + refused.message();
        return refused.code().equals(UNKNOWN_INPUT)
                ? new Failure(
                        FailureCode.E_INVALID,
                        input.field() + " names an input file that is not there: " + said,
                        input.field())
                : new Failure(
                        FailureCode.E_INTERNAL,
                        input.field() + " names an input file that is refused: " + said,
                        input.field());
    }

    private void mismatched(InputFile input) {
        if (++mismatches >= MISMATCHES) {
            end(new Failure(
                    FailureCode.E_INTERNAL,
                    "what came for input file " + input.sha256() + " has another SHA-256, " + MISMATCHES + " times",
                    input.field()));
        } else {
            LOG.atWarn().addKeyValue("input", input.sha256()).log("input file came with other bytes");
            retry(input, backoff.next());
        }
    }

    private void again(InputFile input, Answer<Long> answer) {
        String cause = answer instanceof Answer.Retry<Long> retry
                ? retry.cause()
                : answer instanceof Answer.Congested<Long> busy ? busy.cause() : answer.toString();
        LOG.atDebug()
                .addKeyValue("input", input.sha256())
                .addKeyValue("cause", cause)
                .log("input file is asked for again");
        if (means.scheduler().nanoTime() - beganNanos >= PATIENCE.toNanos()) {
            end(new Failure(
                    FailureCode.E_INTERNAL,
                    "an input file could not be fetched within " + PATIENCE.toMinutes() + " minutes: " + cause,
                    input.field()));
            return;
        }
        if (answer instanceof Answer.Congested<Long> busy && busy.retryAfter() != null) {
            retry(input, backoff.asked(busy.retryAfter()));
        } else {
            retry(input, backoff.next());
        }
    }

    private void retry(InputFile input, Duration wait) {
        drop();
        timer = means.scheduler().after(wait, () -> {
            timer = null;
            ask(input);
        });
    }

    private void end(Failure why) {
        stop();
        done.complete(Optional.of(why));
    }

    void cancel(Failure why) {
        end(why);
    }

    /** Asks for nothing more, and takes nothing more of what is on its way. */
    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        drop();
    }

    private void drop() {
        InputDownload last = download;
        download = null;
        discard(last);
    }

    private void discard(@Nullable Object made) {
        if (made instanceof InputDownload last) {
            means.io().execute(() -> {
                try {
                    last.discard();
                } catch (IOException e) {
                    LOG.atDebug().addKeyValue("cause", e).log("part of an input file cannot be removed");
                }
            });
        }
    }

    /** Does something with files, and goes on unless the wait has ended meanwhile. */
    private <T> void files(Callable<T> work, Consumer<T> then) {
        CompletionStage<T> worked = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                means.io());
        worked.whenCompleteAsync((value, error) -> worked(value, error, then), means.scheduler());
    }

    private <T> void worked(T value, @Nullable Throwable error, Consumer<T> then) {
        if (stopped) {
            discard(value);
        } else if (error != null) {
            stop();
            done.completeExceptionally(error);
        } else {
            then.accept(value);
        }
    }
}
