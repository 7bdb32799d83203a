package io.aitbc.e2e.inputs;

import io.aitbc.api.port.Workload;
import io.aitbc.e2e.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The runner's directory as it is shipped, and {@link CopyInput} in it. */
final class CopyingRunner {
    private CopyingRunner() {}

    /** Lays it out in {@code home}, which is made. */
    static Path in(Path home) throws IOException {
        Path shipped = Checkout.runner();
        Path declarations = Files.createDirectories(home.resolve("workloads"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(shipped, "*.jar")) {
            for (Path jar : jars) {
                Files.createSymbolicLink(home.resolve(jar.getFileName()), jar);
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shipped.resolve("workloads"), "*.json")) {
            for (Path file : files) {
                Files.copy(file, declarations.resolve(file.getFileName()));
            }
        }
        String declaration = CopyInput.NAME + ".json";
        Files.writeString(declarations.resolve(declaration), CopyInput.DECLARATION);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(home.resolve("copy-input.jar")))) {
            String code = CopyInput.class.getName().replace('.', '/') + ".class";
            try (InputStream in = CopyInput.class.getResourceAsStream("/" + code)) {
                put(jar, code, in.readAllBytes());
            }
            put(jar, "META-INF/aitbc/workloads/" + declaration, CopyInput.DECLARATION.getBytes(StandardCharsets.UTF_8));
            put(
                    jar,
                    "META-INF/services/" + Workload.class.getName(),
                    CopyInput.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return home;
    }

    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
