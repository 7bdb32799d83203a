package io.aitbc.coordinator.store;

/**
 * The database could not be read or written: disk full, file damaged, or a fault of ours in a statement. Nothing of the
 * work was kept.
 */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
