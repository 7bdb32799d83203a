package io.aitbc.coordinator.store;

/** The database could not be read or written: disk full, or file damaged. Nothing of the work was kept. */
public class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
