package io.aitbc.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A user, and what the permission bits of a file let him do. Access lists and security modules are not asked. */
record Principal(String name, long uid, Set<Long> groups) {
    static final int READ = 4;
    static final int WRITE = 2;
    static final int ENTER = 1;

    Principal {
        groups = Set.copyOf(groups);
    }

    /**
     * @param wanted a sum of the constants above
     * @throws IOException when the file's bits cannot be seen
     */
    boolean may(Path file, int wanted) throws IOException {
        if (uid == 0) {
            return true;
        }
        Map<String, Object> seen = Files.readAttributes(file, "unix:mode,uid,gid");
        int mode = number(seen, "mode").intValue();
        int shift = number(seen, "uid").longValue() == uid
                ? 6
                : groups.contains(number(seen, "gid").longValue()) ? 3 : 0;
        return (mode >> shift & wanted) == wanted;
    }

    private static Number number(Map<String, Object> attributes, String name) {
        return (Number) attributes.getOrDefault(name, 0);
    }
}
