package io.aitbc.workloads.diffusion.clip;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pieces that words are made of, and in which order they are put together.
 *
 * @param ids of the pieces
 * @param merges pairs, the first to be merged first: texts of two pieces with a blank, or lists of two
 */
record ClipVocabulary(Map<String, Integer> ids, List<?> merges) {
    private static final int MAX_BYTES = 32 << 20;
    private static final int MAX_ID = 4_000_000;
    private static final String VERSION = "#version";

    /**
     * Reads {@code vocab.json} and {@code merges.txt}, or the same out of {@code tokenizer.json} where those are not.
     */
    static ClipVocabulary read(Path directory) throws ModelException {
        Path vocabulary = directory.resolve("vocab.json");
        Path whole = directory.resolve("tokenizer.json");
        if (Files.exists(vocabulary) || !Files.exists(whole)) {
            return new ClipVocabulary(
                    ids(JsonConfig.read(vocabulary, MAX_BYTES)), lines(directory.resolve("merges.txt")));
        }
        JsonConfig json = JsonConfig.read(whole, MAX_BYTES);
        JsonConfig model = json.object("model").orElseThrow(() -> json.wrong("model", "is missing"));
        model.only("type", "BPE");
        model.only("end_of_word_suffix", ClipTokenizer.END_OF_WORD);
        model.only("continuing_subword_prefix", "");
        JsonConfig ids = model.object("vocab").orElseThrow(() -> model.wrong("vocab", "is missing"));
        if (!(model.raw("merges") instanceof List<?> merges)) {
            throw model.wrong("merges", "must be a list");
        }
        return new ClipVocabulary(ids(ids), merges);
    }

    private static Map<String, Integer> ids(JsonConfig json) throws ModelException {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (String piece : json.names()) {
            ids.put(piece, json.requiredInt(piece, 0, MAX_ID));
        }
        return ids;
    }

    private static List<String> lines(Path file) throws ModelException {
        List<String> merges = new ArrayList<>();
        for (String line : text(file).split("\n", -1)) {
            String merge = line.strip();
            if (!merge.isEmpty() && !merge.startsWith(VERSION)) {
                merges.add(merge);
            }
        }
        return merges;
    }

    private static String text(Path file) throws ModelException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw broken("merges.txt has more than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw broken("the tokenizer's merges.txt cannot be read");
        }
    }

    int largestId() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    /** @throws ModelException when there is no such piece */
    int id(String piece) throws ModelException {
        Integer id = ids.get(piece);
        if (id == null) {
            throw broken("the tokenizer's configuration names a token that its vocabulary lacks");
        }
        return id;
    }

    static ModelException broken(String problem) {
        return new ModelException(FailureCode.E_MODEL, problem + "; download the model again");
    }
}
