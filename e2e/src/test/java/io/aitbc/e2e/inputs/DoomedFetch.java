package io.aitbc.e2e.inputs;

import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.main.Adapters;
import io.aitbc.agent.main.RunMiner;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.wire.Answer;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code aitbc-miner run} as it is shipped, except that it dies at an input file: {@code CONF asked|taken|there}. */
@SuppressForbidden("dying is what it is for")
public final class DoomedFetch {
    private static final int SIGKILLED = 137;

    private DoomedFetch() {}

    public static void main(String[] args) throws Exception {
        String moment = args[1];
        new RunMiner(new Adapters() {
                    @Override
                    public Coordinator coordinator(Vertx vertx, MinerConfig config, Supplier<String> apiKey) {
                        return doomed(super.coordinator(vertx, config, apiKey), moment);
                    }
                })
                .run(ConfigSource.named(Path.of(args[0])));
    }

    private static Coordinator doomed(Coordinator real, String moment) {
        return (Coordinator) Proxy.newProxyInstance(
                DoomedFetch.class.getClassLoader(), new Class<?>[] {Coordinator.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("input")) {
                        return input(
                                real,
                                (String) arguments[0],
                                (Long) arguments[1],
                                (Coordinator.Sink) arguments[2],
                                moment);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static CompletionStage<Answer<Long>> input(
            Coordinator real, String sha256, long maxBytes, Coordinator.Sink sink, String moment) {
        CompletionStage<Answer<Long>> answer = real.input(sha256, maxBytes, bytes -> {
            sink.take(bytes);
            dieAt("taken", moment);
        });
        dieAt("asked", moment);
        return answer.thenApply(whole -> {
            dieAt("there", moment);
            return whole;
        });
    }

    private static void dieAt(String here, String moment) {
        if (here.equals(moment)) {
            Runtime.getRuntime().halt(SIGKILLED);
        }
    }
}
