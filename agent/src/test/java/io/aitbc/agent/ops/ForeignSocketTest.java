package io.aitbc.agent.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may not speak to the miner is told so, and what to type. Root may do anything, so it asks as nobody. */
class ForeignSocketTest {
    private static final String NOBODY = "65534";
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final String FIX = "sudo adduser $USER aitbc";

    private Path base;
    private Path directory;
    private Path socket;
    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        base = Files.createTempDirectory(Path.of("/var/tmp"), "fs");
        mode(base, "rwxr-xr-x");
        directory = Files.createDirectory(base.resolve("run"));
        mode(directory, "rwxr-xr-x");
        socket = directory.resolve("s");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    @AfterEach
    void remove() throws IOException {
        listener.close();
        mode(directory, "rwx------");
        try (Stream<Path> all = Files.walk(base)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void aSocketThatIsNotMineSaysWhichGroupItTakes() throws Exception {
        mode(socket, "---------");
        assertThat(asked())
                .startsWith("IOException only root and members of the group aitbc")
                .contains(FIX, "" + socket);
    }

    @Test
    void aDirectoryThatMayNotBeEnteredSaysTheSame() throws Exception {
        mode(directory, "---------");
        assertThat(asked())
                .startsWith("IOException only root and members of the group aitbc")
                .contains(FIX, "" + socket);
    }

    @Test
    void aSocketThatNobodyListensOnIsNoMatterOfGroups() throws Exception {
        mode(socket, "rwxrwxrwx");
        listener.close();
        assertThat(asked())
                .startsWith("NotRunningException the miner is not running")
                .doesNotContain("adduser");
    }

    private String asked() throws Exception {
        boolean root = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0;
        if (!root) {
            return AskAsAnother.refusal(socket);
        }
        assumeTrue(Files.isExecutable(SETPRIV), "setpriv is not here, and root may open everything");
        Path classes = Files.createDirectory(base.resolve("classes"));
        copy(StatusClient.class, classes);
        copy(AskAsAnother.class, classes);
        Process process = new ProcessBuilder(List.of(
                        SETPRIV.toString(),
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes.toString(),
                        AskAsAnother.class.getName(),
                        socket.toString()))
                .directory(base.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** The package that {@code from} is of, where nobody may read it. */
    private static void copy(Class<?> from, Path to) throws Exception {
        Path root =
                Path.of(from.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path inside = root.resolve(from.getPackageName().replace('.', '/'));
        Path target = to.resolve(from.getPackageName().replace('.', '/'));
        Files.createDirectories(target);
        try (Stream<Path> files = Files.walk(inside, 1, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = target.resolve(file.getFileName());
                Files.copy(file, copied);
                mode(copied, "rw-r--r--");
            }
        }
        for (Path each = target; !each.equals(to.getParent()); each = each.getParent()) {
            mode(each, "rwxr-xr-x");
        }
    }
}
