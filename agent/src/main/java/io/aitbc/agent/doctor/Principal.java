package io.aitbc.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A user, and what the permission bits of a file let him do. Access lists and security modules are not asked.
 *
 * @param gid his first group
 * @param groups all of them
 */
record Principal(String name, long uid, long gid, Set<Long> groups) {
    static final int READ = 4;
    static final int WRITE = 2;
    static final int ENTER = 1;

    Principal {
        groups = Set.copyOf(groups);
    }

    /** Words that make the command line after them his, when root says them: setpriv(1). */
    List<String> words() {
        String all = groups.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--groups=" + all, "--");
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
