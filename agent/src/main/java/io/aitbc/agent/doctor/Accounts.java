package io.aitbc.agent.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The users and groups of {@code /etc/passwd} and {@code /etc/group}. */
final class Accounts {
    private final List<String> users;
    private final List<String> groups;

    /** @param root {@code /}, or a directory that looks like it */
    Accounts(Path root) {
        users = lines(root.resolve("etc/passwd"));
        groups = lines(root.resolve("etc/group"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** @param more names of groups that he has besides those of the file */
    Optional<Principal> named(String name, List<String> more) {
        return users.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3 && fields[0].equals(name))
                .findFirst()
                .map(fields -> principal(fields, more));
    }

    /** Whoever has this number. */
    Principal numbered(long uid, Set<Long> memberships) {
        String name = users.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3 && fields[2].equals(Long.toString(uid)))
                .findFirst()
                .map(fields -> fields[0])
                .orElse("uid " + uid);
        return new Principal(name, uid, -1, memberships);
    }

    private Principal principal(String[] fields, List<String> more) {
        Set<Long> all = new HashSet<>();
        all.add(number(fields[3]));
        for (String line : groups) {
            String[] group = line.split(":", -1);
            boolean member = group.length > 3
                    && (List.of(group[3].split(",", -1)).contains(fields[0]) || more.contains(group[0]));
            if (member) {
                all.add(number(group[2]));
            }
        }
        return new Principal(fields[0], number(fields[2]), number(fields[3]), all);
    }

    /** The name of a group; its number when it has none. */
    String group(long gid) {
        return groups.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[2].equals(Long.toString(gid)))
                .findFirst()
                .map(fields -> fields[0])
                .orElse(Long.toString(gid));
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
    }
}
