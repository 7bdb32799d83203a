package io.aitbc.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Safetensors files as a test wants them, whole or not. */
final class TestFile {
    private TestFile() {}

    /** The length that is true, the header, and {@code dataBytes} bytes: 1, 2, 3 … */
    static byte[] safetensors(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return safetensors(json.length, json, dataBytes);
    }

    static byte[] safetensors(long length, byte[] json, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(length).put(json);
        for (int i = 1; i <= dataBytes; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    /** A new file each time: a file system may write one that was cut and filled again to the disk at once. */
    static Path write(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        return Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    }

    /** One tensor in a header: {@code "name":{…}}. */
    static String tensor(String name, String dtype, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    /** A small model that is whole: config.json and 16 bytes of weights. */
    static Path model(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"test\"}");
        write(
                directory.resolve("model.safetensors"),
                safetensors(
                        "{" + tensor("a", "F32", "[2]", 0, 8) + "," + tensor("b", "F16", "[2,2]", 8, 16) + "}", 16));
        return directory;
    }
}
