package io.aitbc.coordinator.store;

/** The database holds a rule that a work would have broken: a fault of ours, and none of the disk's. */
public final class ConstraintException extends StoreException {
    ConstraintException(String message, Throwable cause) {
        super(message, cause);
    }
}
