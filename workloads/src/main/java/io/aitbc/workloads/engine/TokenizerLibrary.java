package io.aitbc.workloads.engine;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Utils;

/**
 * Hugging Face's tokenizers, a Rust library that DJL brings: loaded once, offline, unpacked beside the engine under
 * {@code ENGINE_CACHE_DIR} or {@code DJL_CACHE_DIR}.
 */
public final class TokenizerLibrary {
    private TokenizerLibrary() {}

    /**
     * The library, ready to be called.
     *
     * @throws RuntimeException or a {@link LinkageError} when it cannot be unpacked or loaded
     */
    public static TokenizersLibrary start() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        // Beside a GPU DJL would look for a library built for it, which does the same and would have to be downloaded.
        System.setProperty("RUST_FLAVOR", "cpu");
        return new EngineCache(Utils.getEngineCacheDir("tokenizers")).alone(() -> {
            LibUtils.checkStatus(); // loads it when first asked
            return TokenizersLibrary.LIB;
        });
    }
}
