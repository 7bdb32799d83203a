package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
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
        new PrivateDirectory(me()).prepare(wanted);
        assertThat(permissions(wanted)).isEqualTo("rwx------");
        assertThat(permissions(base.resolve("a"))).isEqualTo("rwx------");
        new PrivateDirectory(me()).prepare(wanted);
    }

    @Test
    void closesOneThatOthersMayEnter() throws IOException {
        Path open = Files.createDirectory(base.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(open.resolve("kept"), "x");
        new PrivateDirectory(me()).prepare(open);
        assertThat(permissions(open)).isEqualTo("rwx------");
        assertThat(open.resolve("kept")).exists();
    }

    @Test
    void refusesOneThatBelongsToAnotherUser() throws IOException {
        // Whoever runs this test is "another user" for a miner with a different number.
        Path theirs = Files.createDirectory(base.resolve("theirs"));
        assertThatThrownBy(() -> new PrivateDirectory(me() + 1).prepare(theirs))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(theirs + " belongs to another user; type: chown " + (me() + 1));
    }

    @Test
    void refusesALinkThatAnotherUserMade() throws IOException {
        assumeTrue(me() == 0, "only root can make a link that belongs to somebody else");
        Path target = Files.createDirectory(base.resolve("target"));
        Path link = Files.createSymbolicLink(base.resolve("link"), target);
        Files.setAttribute(link, "unix:uid", 4242, LinkOption.NOFOLLOW_LINKS);
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(link))
                .hasMessageContaining("is a link that another user made");
    }

    @Test
    void followsALinkOfOurOwn() throws IOException {
        Path target = Files.createDirectory(base.resolve("target"));
        Path link = Files.createSymbolicLink(base.resolve("link"), target);
        new PrivateDirectory(me()).prepare(link);
        assertThat(permissions(target)).isEqualTo("rwx------");
    }

    @Test
    void saysWhenAFileIsInTheWay() throws IOException {
        Path file = Files.writeString(base.resolve("file"), "x");
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(file)).hasMessageContaining("cannot be made");
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(file.resolve("below")))
                .hasMessageContaining("cannot be made");
        assertThatThrownBy(() -> new PrivateDirectory(me()).prepare(Path.of("/proc/none")))
                .hasMessageContaining("cannot be made");
    }
}
