package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
    private static final Set<String> OURS = Set.of("ours");

    @TempDir
    Path base;

    private static long me() throws IOException {
        return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void makesItAndItsParentsForTheOwnerAlone() throws IOException {
        Path wanted = base.resolve("a/b");
        new PrivateDirectory(me()).prepare(wanted, OURS);
        assertThat(permissions(wanted)).isEqualTo("rwx------");
        assertThat(permissions(base.resolve("a"))).isEqualTo("rwx------");
        new PrivateDirectory(me()).prepare(wanted, OURS);
    }

    @Test
    void closesAnEmptyOneAndOneOfOursThatOthersMayEnter() throws IOException {
        for (String content : List.of("", "lost+found", "ours")) {
            Path open = Files.createDirectory(base.resolve("open" + content));
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            if (!content.isEmpty()) {
                Files.writeString(open.resolve(content), "x");
            }
            new PrivateDirectory(me()).prepare(open, OURS);
            assertThat(permissions(open)).isEqualTo("rwx------");
        }
    }

    @Test
    void leavesOneThatOthersUseAsItIs() throws Exception {
        Path home = Files.createDirectory(base.resolve("home"));
        Files.writeString(home.resolve("letter"), "x");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(home, OURS))
                .hasMessageContaining("is not this miner's alone; name one of its own, or type: chmod 700 " + home);
        assertThat(permissions(home)).isEqualTo("rwxr-xr-x");

        Path shared = Files.createDirectory(base.resolve("tmp"));
        assertThat(new ProcessBuilder("chmod", "1777", shared.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(shared, OURS))
                .hasMessageContaining("is not this miner's alone");
        assertThat(permissions(shared)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void refusesOneThatBelongsToAnotherUser() throws IOException {
        // Whoever runs this test is "another user" for a miner with a different number.
        Path theirs = Files.createDirectory(base.resolve("theirs"));
        assertThatThrownBy(() -> new PrivateDirectory(me() + 1).prepare(theirs, OURS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(theirs + " belongs to another user; type: chown " + (me() + 1));
    }

    @Test
    void refusesALinkThatAnotherUserMade() throws IOException {
        assumeTrue(me() == 0, "only root can make a link that belongs to somebody else");
        Path target = Files.createDirectory(base.resolve("target"));
        Path link = Files.createSymbolicLink(base.resolve("link"), target);
        Files.setAttribute(link, "unix:uid", 4242, LinkOption.NOFOLLOW_LINKS);
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(link, OURS))
                .hasMessageContaining("is a link that another user made");
    }

    @Test
    void followsALinkOfOurOwn() throws IOException {
        Path target = Files.createDirectory(base.resolve("target"));
        Path link = Files.createSymbolicLink(base.resolve("link"), target);
        new PrivateDirectory(me()).prepare(link, OURS);
        assertThat(permissions(target)).isEqualTo("rwx------");
    }

    @Test
    void saysWhenAFileIsInTheWay() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "x");
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(file, OURS)).hasMessageContaining("cannot be made");
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(file.resolve("below"), OURS))
                .hasMessageContaining("cannot be made");
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(Path.of("/proc/none"), OURS))
                .hasMessageContaining("cannot be made");
    }
}
