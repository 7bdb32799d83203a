package io.aitbc.coordinator.keys;

import io.aitbc.coordinator.store.Row;
import io.aitbc.coordinator.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Keys in the database. */
public final class KeyTable {
    private KeyTable() {}

    public static void add(Sql sql, StoredKey key) {
        sql.update(
                "INSERT INTO keys (id, secret_sha, role, wallet, label, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                key.id(),
                key.secretSha(),
                key.role().toString(),
                key.wallet(),
                key.label(),
                key.createdAt());
    }

    /** Oldest first, revoked ones too. */
    public static List<StoredKey> all(Sql sql) {
        return sql.list("SELECT * FROM keys ORDER BY created_at, id", KeyTable::key);
    }

    /** @return false when there is no such key, or it was revoked before */
    public static boolean revoke(Sql sql, String id, Instant now) {
        return sql.update("UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, id) == 1;
    }

    private static StoredKey key(Row row) {
        return new StoredKey(
                row.text("id"),
                row.text("secret_sha"),
                Role.valueOf(row.text("role").toUpperCase(Locale.ROOT)),
                row.maybeText("wallet"),
                row.maybeText("label"),
                row.instant("created_at"),
                row.maybeInstant("revoked_at"));
    }
}
