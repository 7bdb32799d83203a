package io.aitbc.workloads.text;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.FirstCome;
import io.aitbc.workloads.text.batch.Batcher;
import io.aitbc.workloads.text.batch.Cuts;
import io.aitbc.workloads.text.batch.PlainDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One model, in plain Java; any name but {@code absent} is its. */
final class PlainLibrary implements Library {
    static final String DIGEST = "sha256:" + "0".repeat(64);

    final List<PlainDecoder> loaded = new CopyOnWriteArrayList<>();
    final List<Long> free = new CopyOnWriteArrayList<>();
    boolean changed;
    final List<Throwable> loadsFail = new ArrayList<>();
    final AtomicLong clock = new AtomicLong();
    String engine = "plain 1";

    @Override
    public String engine() {
        return engine;
    }

    @Override
    public Found find(GenerationRequest.Model wanted, Workload.Context context) throws Workload.WorkFailedException {
        if (wanted.id().equals("absent")) {
            throw new Workload.WorkFailedException(new Failure(FailureCode.E_MODEL, "no model absent", "model"));
        }
        return new Found() {
            @Override
            public String digest() {
                return DIGEST;
            }

            @Override
            public void mustBeUnchanged() throws ModelException {
                if (changed) {
                    throw new ModelException(FailureCode.E_MODEL, "changed");
                }
            }

            @Override
            public Object key() {
                return wanted;
            }

            @Override
            public long needBytes() {
                return 1 << 20;
            }

            @Override
            public LanguageModel load(long freeBytes) throws Exception {
                free.add(freeBytes);
                if (!loadsFail.isEmpty() && loadsFail.remove(0) instanceof Error error) {
                    throw error;
                }
                PlainDecoder decoder = new PlainDecoder(2000);
                loaded.add(decoder);
                Batcher batcher =
                        new Batcher(decoder, new Cuts(8), new FirstCome(), () -> clock.addAndGet(1000), "plain");
                return new LanguageModel(decoder, new PlainWords(), batcher, new Cuts(8), 1 << 20);
            }
        };
    }
}
