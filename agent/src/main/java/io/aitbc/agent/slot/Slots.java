package io.aitbc.agent.slot;

import java.util.Optional;
import java.util.function.Consumer;

/** As many places as jobs may run at once. Used on the agent's thread. */
public final class Slots {
    private int capacity;
    private int taken;
    private Consumer<ReleaseReason> onRelease = reason -> {};
    private Runnable onMore = () -> {};

    /** @param capacity at least 1 */
    public Slots(int capacity) {
        resize(capacity);
    }

    /** A slot of one's own, or nothing when all are taken. */
    public Optional<Slot> reserve() {
        return taken < capacity ? Optional.of(new Slot()) : Optional.empty();
    }

    /** A slot for a job that the journal says is ours, even when there are more such jobs than slots. */
    public Slot reserveForRecovery() {
        return new Slot();
    }

    /** Changes how many there are; jobs already running keep theirs. */
    public void resize(int newCapacity) {
        if (newCapacity < 1) {
            throw new IllegalArgumentException("there must be at least one slot, got " + newCapacity);
        }
        boolean more = newCapacity > capacity;
        capacity = newCapacity;
        if (more) {
            onMore.run();
        }
    }

    public int capacity() {
        return capacity;
    }

    public int free() {
        return Math.max(0, capacity - taken);
    }

    public int taken() {
        return taken;
    }

    /** Called after each release, with its reason. */
    public void onRelease(Consumer<ReleaseReason> listener) {
        onRelease = listener;
    }

    /** Called when there are more slots than before. */
    public void onMore(Runnable listener) {
        onMore = listener;
    }

    /** One reserved place. */
    public final class Slot {
        private boolean released;

        private Slot() {
            taken++;
        }

        /** @throws IllegalStateException when it was released before */
        public void release(ReleaseReason reason) {
            if (released) {
                throw new IllegalStateException("slot released twice, now as " + reason);
            }
            released = true;
            taken--;
            onRelease.accept(reason);
        }
    }
}
