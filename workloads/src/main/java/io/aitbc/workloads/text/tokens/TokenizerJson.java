package io.aitbc.workloads.text.tokens;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tokenizer.json} with its control tokens renamed to their aliases, everywhere: in the list of added tokens,
 * in the vocabulary where some models have them too, and without the merges that could put one together from letters.
 * What text cannot spell, text cannot become.
 */
final class TokenizerJson {
    private static final int MAX_TOKENS = 4_000_000;
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

    private final Map<?, ?> root;
    private final Map<?, ?> model;
    private final List<ControlToken> controls = new ArrayList<>();
    private final Map<String, String> aliases = new HashMap<>();

    /** @param alsoControl contents of tokens that the file itself may not call special */
    TokenizerJson(Map<?, ?> root, Set<String> alsoControl) throws TokenizerException {
        this.root = root;
        this.model = Json.map(root.get("model"));
        if (model.isEmpty()) {
            throw new TokenizerException("tokenizer.json has no model");
        }
        for (Object added : Json.list(root.get("added_tokens"))) {
            Map<?, ?> token = Json.map(added);
            String content = Json.token(token);
            if (content == null || !(token.get("id") instanceof Long)) {
                throw new TokenizerException("an added token in tokenizer.json has no content or no id");
            }
            if (Boolean.TRUE.equals(token.get("special")) || alsoControl.contains(content)) {
                int id = id(token.get("id"));
                String alias = ControlToken.alias(controls.size());
                controls.add(new ControlToken(id, content, alias, Boolean.TRUE.equals(token.get("single_word"))));
                aliases.put(content, alias);
            }
        }
    }

    List<ControlToken> controls() {
        return controls;
    }

    /** The id that belongs to a token of that spelling, or null. */
    @Nullable
    Integer idOf(String content) throws TokenizerException {
        for (Object added : Json.list(root.get("added_tokens"))) {
            if (content.equals(Json.token(added))) {
                return id(Json.map(added).get("id"));
            }
        }
        Object id = Json.map(model.get("vocab")).get(content);
        return id == null ? null : (Integer) id(id);
    }

    int largestId() throws TokenizerException {
        int largest = Json.list(model.get("vocab")).size() - 1;
        for (Object id : Json.map(model.get("vocab")).values()) {
            largest = Math.max(largest, id(id));
        }
        for (Object added : Json.list(root.get("added_tokens"))) {
            largest = Math.max(largest, id(Json.map(added).get("id")));
        }
        return largest;
    }

    /** The ids that stand for one byte each, where the tokenizer spells unknown characters with them. */
    BitSet byteTokens() throws TokenizerException {
        BitSet bytes = new BitSet();
        boolean fallback = Boolean.TRUE.equals(model.get("byte_fallback"))
                || String.valueOf(root.get("decoder")).contains("ByteFallback");
        if (fallback) {
            forEachPiece((piece, id) -> {
                if (BYTE.matcher(piece).matches()) {
                    bytes.set(id);
                }
            });
        }
        return bytes;
    }

    /** Of no token where the tokenizer spells in another way than those that are known. */
    TokenBytes bytes() throws TokenizerException {
        String decoder = String.valueOf(root.get("decoder"));
        boolean lettered = decoder.contains("ByteLevel");
        Map<Integer, String> pieces = new TreeMap<>();
        if (lettered || decoder.contains("Metaspace") || decoder.contains("\u2581")) {
            forEachPiece((piece, id) -> pieces.put(id, piece));
            for (Object added : Json.list(root.get("added_tokens"))) {
                pieces.put(id(Json.map(added).get("id")), String.valueOf(Json.token(added)));
            }
            controls.forEach(control -> pieces.remove(control.id()));
        }
        return new TokenBytes(
                pieces, lettered ? TokenBytes.Spelling.LETTERS : TokenBytes.Spelling.SPACES, byteTokens());
    }

    /** For the native library. */
    String withAliases() throws TokenizerException {
        Map<String, @Nullable Object> changed = copy(root);
        changed.put("truncation", null);
        changed.put("padding", null);
        List<@Nullable Object> added = new ArrayList<>();
        for (Object token : Json.list(root.get("added_tokens"))) {
            Map<String, @Nullable Object> renamed = renamed(Json.map(token), "content");
            renamed.put("special", aliases.containsKey(String.valueOf(Json.token(token))));
            added.add(renamed);
        }
        changed.put("added_tokens", added);
        changed.put("model", changedModel());
        try {
            return new String(PlainJson.write(changed), StandardCharsets.US_ASCII);
        } catch (BadJsonException e) {
            throw new TokenizerException("tokenizer.json cannot be written again: " + e.getMessage(), e);
        }
    }

    private Map<String, @Nullable Object> changedModel() {
        Map<String, @Nullable Object> changed = renamed(model, "unk_token");
        changed.computeIfPresent("dropout", (name, value) -> null); // a die thrown for each merge, for training
        if (model.get("vocab") instanceof Map<?, ?> vocabulary) {
            Map<String, @Nullable Object> pieces = new LinkedHashMap<>();
            vocabulary.forEach((piece, id) -> pieces.put(alias(String.valueOf(piece)), id));
            changed.put("vocab", pieces);
        } else if (model.get("vocab") instanceof List<?> vocabulary) {
            List<@Nullable Object> pieces = new ArrayList<>();
            vocabulary.forEach(piece -> pieces.add(renamedPiece(Json.list(piece))));
            changed.put("vocab", pieces);
        }
        if (model.get("merges") instanceof List<?> merges) {
            changed.put("merges", merges.stream().filter(this::isKept).toList());
        }
        return changed;
    }

    private List<@Nullable Object> renamedPiece(List<?> piece) {
        List<@Nullable Object> renamed = new ArrayList<>(piece);
        if (!renamed.isEmpty()) {
            renamed.set(0, alias(String.valueOf(renamed.get(0))));
        }
        return renamed;
    }

    private boolean isKept(@Nullable Object merge) {
        List<?> parts = merge instanceof String text ? List.of(text.split(" ", 2)) : Json.list(merge);
        return parts.size() != 2
                || !(aliases.containsKey(String.valueOf(parts.get(0)))
                        || aliases.containsKey(String.valueOf(parts.get(1)))
                        || aliases.containsKey(parts.get(0) + String.valueOf(parts.get(1))));
    }

    private String alias(String content) {
        return aliases.getOrDefault(content, content);
    }

    private Map<String, @Nullable Object> renamed(Map<?, ?> from, String key) {
        Map<String, @Nullable Object> copy = copy(from);
        if (copy.get(key) instanceof String content) {
            copy.put(key, alias(content));
        }
        return copy;
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }

    private void forEachPiece(BiConsumer<String, Integer> action) throws TokenizerException {
        for (Map.Entry<?, ?> piece : Json.map(model.get("vocab")).entrySet()) {
            action.accept(String.valueOf(piece.getKey()), id(piece.getValue()));
        }
        List<?> listed = Json.list(model.get("vocab"));
        for (int id = 0; id < listed.size(); id++) {
            List<?> piece = Json.list(listed.get(id));
            action.accept(piece.isEmpty() ? "" : String.valueOf(piece.get(0)), id);
        }
    }

    private static int id(@Nullable Object value) throws TokenizerException {
        if (value instanceof Long id && id >= 0 && id < MAX_TOKENS) {
            return id.intValue();
        }
        throw new TokenizerException("tokenizer.json has the token id " + value + ", and ids are 0 to " + MAX_TOKENS);
    }
}
