package io.aitbc.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row that a query stands on, read by column name. Valid only inside the mapper that it was given to. */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** A column that is never null. */
    public String text(String column) {
        String value = maybeText(column);
        if (value == null) {
            throw new StoreException("column " + column + " is null");
        }
        return value;
    }

    public @Nullable String maybeText(String column) {
        try {
            return result.getString(column);
        } catch (SQLException e) {
            throw new StoreException("cannot read column " + column, e);
        }
    }

    /** A whole number; 0 for null. */
    public long number(String column) {
        try {
            return result.getLong(column);
        } catch (SQLException e) {
            throw new StoreException("cannot read column " + column, e);
        }
    }

    public @Nullable Long maybeNumber(String column) {
        try {
            long value = result.getLong(column);
            return result.wasNull() ? null : value;
        } catch (SQLException e) {
            throw new StoreException("cannot read column " + column, e);
        }
    }

    public @Nullable Double maybeReal(String column) {
        try {
            double value = result.getDouble(column);
            return result.wasNull() ? null : value;
        } catch (SQLException e) {
            throw new StoreException("cannot read column " + column, e);
        }
    }

    public boolean flag(String column) {
        return number(column) != 0;
    }

    /** Instants are kept as milliseconds since 1970. */
    public @Nullable Instant maybeInstant(String column) {
        Long millis = maybeNumber(column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    public Instant instant(String column) {
        return Instant.ofEpochMilli(number(column));
    }
}
