package io.aitbc.workloads.text.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a checkpoint's directory says about its tokens, in the files that transformers reads for it. */
final class TokenizerFiles {
    private static final int MAX_TOKENIZER = 128 << 20;
    private static final int MAX_CONFIG = 4 << 20;
    private static final List<String> NAMED =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private final Path directory;
    private final Map<?, ?> config;
    private final Map<?, ?> specialMap;

    /** @throws TokenizerException when a file is missing, too long or not JSON */
    TokenizerFiles(Path directory) throws TokenizerException, IOException {
        this.directory = directory;
        this.config = Json.read(directory.resolve("tokenizer_config.json"), MAX_CONFIG);
        this.specialMap = Json.read(directory.resolve("special_tokens_map.json"), MAX_CONFIG);
    }

    TokenizerJson tokenizer() throws TokenizerException, IOException {
        Map<?, ?> json = Json.read(directory.resolve("tokenizer.json"), MAX_TOKENIZER);
        if (json.isEmpty()) {
            throw new TokenizerException("the model has no tokenizer.json");
        }
        return new TokenizerJson(json, controlTokens());
    }

    /** {@code bos_token} and the like, as the tokenizer's configuration names them. */
    Map<String, String> namedTokens() {
        Map<String, String> named = new LinkedHashMap<>();
        for (String name : NAMED) {
            String token = Json.token(config.containsKey(name) ? config.get(name) : specialMap.get(name));
            if (token != null) {
                named.put(name, token);
            }
        }
        return named;
    }

    /** A flag of the tokenizer's configuration, or null when it says nothing. */
    @Nullable
    Boolean flag(String name) {
        return config.get(name) instanceof Boolean flag ? flag : null;
    }

    /**
     * The tokens that end an answer: those of the generation configuration, else of the model's, as transformers takes
     * them, else the tokenizer's {@code eos_token}.
     */
    Set<Integer> endIds(@Nullable Integer endToken) throws TokenizerException, IOException {
        for (String file : List.of("generation_config.json", "config.json")) {
            Object ends = Json.read(directory.resolve(file), MAX_CONFIG).get("eos_token_id");
            if (ends != null) {
                return ids(ends, file);
            }
        }
        return endToken == null ? Set.of() : Set.of(endToken);
    }

    ChatTemplates chatTemplates() throws TokenizerException, IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        Object configured = config.get("chat_template");
        if (configured instanceof String source) {
            sources.put("default", source);
        }
        for (Object named : Json.list(configured)) {
            if (Json.map(named).get("name") instanceof String name
                    && Json.map(named).get("template") instanceof String source) {
                sources.put(name, source);
            }
        }
        Path file = directory.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            sources.put("default", Json.text(file, MAX_CONFIG));
        }
        return new ChatTemplates(sources, namedTokens());
    }

    private Set<String> controlTokens() {
        Set<String> control = new HashSet<>(namedTokens().values());
        List<Object> others = new ArrayList<>(Json.list(config.get("additional_special_tokens")));
        others.addAll(Json.list(specialMap.get("additional_special_tokens")));
        for (Object other : Json.map(config.get("added_tokens_decoder")).values()) {
            if (Boolean.TRUE.equals(Json.map(other).get("special"))) {
                others.add(other);
            }
        }
        for (Object other : others) {
            String token = Json.token(other);
            if (token != null) {
                control.add(token);
            }
        }
        return control;
    }

    private static Set<Integer> ids(Object given, String file) throws TokenizerException {
        Set<Integer> ids = new LinkedHashSet<>();
        for (Object id : given instanceof List<?> list ? list : List.of(given)) {
            if (!(id instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
                throw new TokenizerException("eos_token_id in " + file + " is no token id");
            }
            ids.add(number.intValue());
        }
        return Set.copyOf(ids);
    }
}
