package io.aitbc.coordinator.store;

/**
 * One change, all or nothing. Runs on the writer's thread inside a transaction that it shares with others; what it
 * throws undoes it alone and reaches whoever submitted it.
 */
@FunctionalInterface
public interface Work<T> {
    T run(Sql sql);
}
