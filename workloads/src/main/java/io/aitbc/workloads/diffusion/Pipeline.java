package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.diffusion.net.Denoiser;
import io.aitbc.workloads.diffusion.vae.Vae;
import io.aitbc.workloads.engine.FirstCome;
import io.aitbc.workloads.engine.Waiting;
import io.aitbc.workloads.engine.WarmPool;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The networks of a model, for one job at a time: a second one for the same model would make both later and neither
 * sooner.
 */
final class Pipeline implements WarmPool.Warm {
    private final Networks networks;
    private final TorchType type;
    private final Room room;
    private final Workload.Turns turns = new FirstCome();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param checker null when pictures are not looked at */
    record Networks(
            List<PromptReader> readers,
            Part<Denoiser> denoiser,
            Part<Vae> vae,
            @Nullable Part<PictureCheck> checker) {
        Networks {
            readers = List.copyOf(readers);
        }

        List<Part<?>> parts() {
            List<Part<?>> parts = new ArrayList<>();
            readers.forEach(reader -> parts.add(reader.encoder()));
            parts.add(denoiser);
            parts.add(vae);
            if (checker != null) {
                parts.add(checker);
            }
            return parts;
        }
    }

    /**
     * How it uses memory.
     *
     * @param bytes of the host's that it holds
     * @param lean whether only what is needed at the moment is loaded
     */
    record Room(long bytes, boolean lean) {}

    /** @param type that the denoiser computes in */
    Pipeline(Networks networks, TorchType type, Room room) {
        this.networks = networks;
        this.type = type;
        this.room = room;
    }

    /** Loads all that is to stay loaded. */
    Pipeline ready() throws Exception {
        try {
            for (Part<?> part : room.lean() ? List.<Part<?>>of() : networks.parts()) {
                part.get(() -> {});
            }
            return this;
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    Networks networks() {
        return networks;
    }

    TorchType type() {
        return type;
    }

    /** Makes room for {@code next} when only that is to be loaded. */
    void only(Part<?>... next) {
        if (room.lean()) {
            List<Part<?>> kept = List.of(next);
            networks.parts().stream().filter(part -> !kept.contains(part)).forEach(Part::release);
        }
    }

    /** Waits until no other job draws with it. @return what ends this job's turn, to be closed once */
    Workload.Turn enter(Runnable checkCanceled) {
        return turns.take(checkCanceled);
    }

    /** Waits until its memory is free again. */
    void awaitClosed(Runnable checkCanceled) {
        Waiting.until(closed, checkCanceled);
    }

    @Override
    public long bytes() {
        return room.bytes();
    }

    @Override
    public void close() {
        try {
            networks.parts().forEach(Part::release);
            networks.readers().forEach(reader -> reader.close().run());
        } finally {
            closed.countDown();
        }
    }
}
