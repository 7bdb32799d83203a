package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tokenizer_config.json} and {@code special_tokens_map.json} tell of a CLIP tokenizer.
 *
 * @param normalized the tokens that are found in a prompt as they stand, each with whether upper case counts as lower
 * @param length to which every prompt is cut or padded
 */
record SpecialTokens(
        String begin, String end, String unknown, String pad, Map<String, Boolean> normalized, int length) {
    private static final String BEGIN = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int USUAL_LENGTH = 77;
    private static final int LONGEST = 1 << 16;
    /** In the order in which the library is told of them; what a later one says counts. */
    private static final List<String> ROLES = List.of("bos_token", "eos_token", "unk_token", "pad_token");

    static SpecialTokens read(Path directory) throws ModelException {
        JsonConfig config = optional(directory.resolve("tokenizer_config.json"));
        JsonConfig map = optional(directory.resolve("special_tokens_map.json"));
        config.only("tokenizer_class", "CLIPTokenizer", "CLIPTokenizerFast");
        config.only("do_lower_case", true);
        config.only("add_prefix_space", false);
        Map<String, Boolean> normalized = new TreeMap<>();
        // Before tokens had properties of their own in the configuration, the library let the map overrule it: the
        // second
        // generation of Stable Diffusion says there, and only there, that prompts are padded with "!".
        boolean isOld = !config.has("added_tokens_decoder");
        String[] contents = new String[ROLES.size()];
        for (int role = 0; role < contents.length; role++) {
            String name = ROLES.get(role);
            JsonConfig from = map.has(name) && (isOld || !config.has(name)) ? map : config;
            Object value = from.raw(name);
            String content = content(from, name, value == null ? usual(name) : value);
            contents[role] = content;
            normalized.put(content, isNormalized(value));
        }
        for (Map.Entry<String, Object> added : added(config).entrySet()) {
            if (normalized.replace(added.getKey(), isNormalized(added.getValue())) == null) {
                throw config.wrong(
                        "added_tokens_decoder", "adds tokens to CLIP's own, which this miner does not support");
            }
        }
        for (JsonConfig from : List.of(config, map)) {
            if (!normalized.keySet().containsAll(from.texts("additional_special_tokens"))) {
                throw from.wrong("additional_special_tokens", "must be empty (this miner supports nothing else)");
            }
        }
        return new SpecialTokens(contents[0], contents[1], contents[2], contents[3], normalized, length(config));
    }

    /** By content. Newer files keep a token's properties here, and only its text under its role. */
    private static Map<String, Object> added(JsonConfig config) {
        Map<String, Object> added = new TreeMap<>();
        if (config.raw("added_tokens_decoder") instanceof Map<?, ?> tokens) {
            for (Object token : tokens.values()) {
                if (token instanceof Map<?, ?> properties) {
                    added.put(String.valueOf(properties.get("content")), properties);
                }
            }
        }
        return added;
    }

    private static boolean isNormalized(@Nullable Object token) {
        return token instanceof Map<?, ?> properties && Boolean.TRUE.equals(properties.get("normalized"));
    }

    private static JsonConfig optional(Path file) throws ModelException {
        return Files.exists(file) ? JsonConfig.read(file) : JsonConfig.of(String.valueOf(file.getFileName()), Map.of());
    }

    private static String usual(String role) {
        return role.equals("bos_token") ? BEGIN : END;
    }

    private static String content(JsonConfig config, String name, @Nullable Object value) throws ModelException {
        Object content = value instanceof Map<?, ?> token ? token.get("content") : value;
        if (content instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw config.wrong(name, "must be a token's text");
    }

    /** The library writes a huge number where nobody gave one; then it is as long as all of them are. */
    private static int length(JsonConfig config) throws ModelException {
        boolean given = config.raw("model_max_length") instanceof Number number && number.doubleValue() <= LONGEST;
        return given ? config.requiredInt("model_max_length", 2, LONGEST) : USUAL_LENGTH;
    }
}
