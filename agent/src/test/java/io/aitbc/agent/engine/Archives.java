package io.aitbc.agent.engine;

import io.aitbc.agent.config.HttpProxy;
import io.aitbc.agent.config.HttpWay;
import io.aitbc.api.outcome.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small archives of the form of PyTorch's. */
public final class Archives {
    static final Way STRAIGHT = url -> HttpWay.open(url, (HttpProxy) null);

    public static final String FOLDER = "libtorch/lib/";
    private static final int LARGE = 300_000;

    private Archives() {}

    /** What the engine for CUDA consists of, the last one large enough to be cut in the middle. */
    public static Map<String, byte[]> cuda() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : new String[] {"libc10.so", "libtorch.so", "libtorch_cuda.so", "libc10_cuda.so"}) {
            files.put(FOLDER + name, library(name, 100));
        }
        files.put(FOLDER + "libcudart-218eec4c.so.12", library("cudart", 50));
        files.put(FOLDER + "libtorch_cpu.so", library("libtorch_cpu.so", LARGE));
        files.put(FOLDER + "libtorchbind_test.so", library("test", 10));
        files.put(FOLDER + "libasmjit.a", new byte[] {1});
        files.put("libtorch/include/torch/torch.h", new byte[] {1});
        files.put("libtorch/build-version", "2.7.1".getBytes(StandardCharsets.US_ASCII));
        return files;
    }

    /** Bytes that begin as a library does and cannot be packed. */
    public static byte[] library(String seed, int length) {
        byte[] bytes = new byte[length + 4];
        new Random(seed.hashCode()).nextBytes(bytes);
        bytes[0] = 0x7f;
        bytes[1] = 'E';
        bytes[2] = 'L';
        bytes[3] = 'F';
        return bytes;
    }

    public static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    public static EngineOffer offer(String url, String sha256) {
        return new EngineOffer(
                "cuda",
                "2.7.1",
                "cu128",
                "12.8",
                "linux-x86_64",
                URI.create(url),
                sha256,
                FOLDER,
                Set.of("libtorchbind_test.so"));
    }

    public static String sha256(byte[] bytes) {
        var digest = Sha256.begin();
        digest.update(bytes);
        return Sha256.hex(digest);
    }
}
