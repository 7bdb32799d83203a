package io.aitbc.coordinator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection, each statement prepared once and kept. For one thread at a time. */
public final class Sql implements AutoCloseable {
    /** An extended result code holds the primary one in its lowest byte. */
    private static final int PRIMARY_CODE = 0xff;

    private static final int SQLITE_CONSTRAINT = 19;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** @return how many rows were changed */
    public int update(String sql, @Nullable Object... args) {
        try {
            return bound(sql, args).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** The first row, if any. */
    public <T> Optional<T> one(String sql, Function<Row, T> mapper, @Nullable Object... args) {
        try (ResultSet result = bound(sql, args).executeQuery()) {
            return result.next() ? Optional.of(mapper.apply(new Row(result))) : Optional.empty();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    public <T> List<T> list(String sql, Function<Row, T> mapper, @Nullable Object... args) {
        try (ResultSet result = bound(sql, args).executeQuery()) {
            Row row = new Row(result);
            List<T> all = new ArrayList<>();
            while (result.next()) {
                all.add(mapper.apply(row));
            }
            return all;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** The first column of the first row as a number, or null when there is no row or it holds null. */
    public @Nullable Long number(String sql, @Nullable Object... args) {
        try (ResultSet result = bound(sql, args).executeQuery()) {
            if (!result.next()) {
                return null;
            }
            long value = result.getLong(1);
            return result.wasNull() ? null : value;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /**
     * Runs {@code work} so that either all of its changes stay or, when it throws, none. May be nested, inside a
     * transaction.
     */
    public <T> T atomically(Supplier<T> work) {
        update("SAVEPOINT work");
        try {
            T result = work.get();
            update("RELEASE work");
            return result;
        } catch (TransactionLostException e) {
            throw e;
        } catch (Throwable e) {
            undo(e);
            throw e;
        }
    }

    private void undo(Throwable cause) {
        try {
            update("ROLLBACK TO work");
            update("RELEASE work");
        } catch (StoreException e) {
            throw new TransactionLostException(cause);
        }
    }

    /** Runs statements that are used once and not kept. */
    void script(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw failed(statements[0], e);
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("cannot close the database", e);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... args) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        PreparedStatement statement = known == null ? prepare(sql) : known;
        for (int i = 0; i < args.length; i++) {
            Object arg = args[i];
            statement.setObject(i + 1, arg instanceof Instant instant ? (Object) instant.toEpochMilli() : arg);
        }
        return statement;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
        return statement;
    }

    private static StoreException failed(String sql, SQLException e) {
        String head = sql.length() > 60 ? sql.substring(0, 60) + "…" : sql;
        String message = "the database refused \"" + head + "\": " + e.getMessage();
        boolean constraint = (e.getErrorCode() & PRIMARY_CODE) == SQLITE_CONSTRAINT;
        return constraint ? new ConstraintException(message, e) : new StoreException(message, e);
    }
}
