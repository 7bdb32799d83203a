package io.aitbc.coordinator.store;

/** SQLite gave up the whole transaction, as it does on a full disk: every work in it is undone. */
final class TransactionLostException extends RuntimeException {
    TransactionLostException(Throwable cause) {
        super("the transaction was lost", cause);
    }
}
