package io.aitbc.workloads.diffusion.clip;

import io.aitbc.ipc.BadJsonException;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.NativeTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CLIP's tokenizer, as the transformers library reads it: lower case, one blank for many, byte pairs with a mark at the
 * end of a word, and each prompt as long as the others. Usable from any thread, until closed.
 *
 * <p>A prompt that spells a control token ({@code <|endoftext|>}; in SDXL's second tokenizer also {@code !}, with which
 * it pads) gets that token, unlike a language model's prompt: the reference does so, published prompts and pictures
 * depend on it, and all that a job can do with it is to steer its own picture.
 */
public final class ClipTokenizer implements AutoCloseable {
    /** What the vocabulary writes at the end of a word. */
    static final String END_OF_WORD = "</w>";

    /** Words, runs of signs, single digits; English endings by themselves. */
    private static final String WORDS =
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private static final char REPLACEMENT = '\uFFFD';

    private final NativeTokenizer library;
    private final int length;
    private final int beginId;
    private final int endId;
    private final int padId;
    private final int largestId;

    private ClipTokenizer(NativeTokenizer library, SpecialTokens special, ClipVocabulary vocabulary)
            throws ModelException {
        this.library = library;
        this.length = special.length();
        this.beginId = vocabulary.id(special.begin());
        this.endId = vocabulary.id(special.end());
        this.padId = vocabulary.id(special.pad());
        this.largestId = vocabulary.largestId();
    }

    /**
     * @param directory with {@code vocab.json} and {@code merges.txt}, or {@code tokenizer.json}, and their
     *     configuration
     * @throws ModelException {@code E_MODEL} when a file is missing or broken, or asks for what this class lacks
     */
    public static ClipTokenizer load(Path directory) throws ModelException {
        SpecialTokens special = SpecialTokens.read(directory);
        ClipVocabulary vocabulary = ClipVocabulary.read(directory);
        NativeTokenizer library = open(json(special, vocabulary));
        try {
            return new ClipTokenizer(library, special, vocabulary);
        } catch (ModelException | RuntimeException e) {
            library.close();
            throw e;
        }
    }

    /** Half a surrogate pair, which no encoding can hold, counts as U+FFFD. */
    public PromptTokens encode(String prompt) {
        int[] words = library.encode(wellFormed(prompt), false);
        int[] ids = new int[length];
        int kept = Math.min(words.length, length - 2);
        ids[0] = beginId;
        System.arraycopy(words, 0, ids, 1, kept);
        ids[kept + 1] = endId;
        Arrays.fill(ids, kept + 2, length, padId);
        return new PromptTokens(ids, words.length - kept);
    }

    /** @throws ModelException when the tokenizer has tokens or prompts that the encoder has no place for */
    public void requireFits(TextFacts encoder) throws ModelException {
        if (largestId >= encoder.vocabSize() || length > encoder.context()) {
            throw ClipVocabulary.broken("the tokenizer's ids reach " + largestId + " in prompts of " + length
                    + " tokens, and the text encoder knows ids up to " + (encoder.vocabSize() - 1) + " in prompts of "
                    + encoder.context() + ": they do not belong together");
        }
    }

    @Override
    public void close() {
        library.close();
    }

    private static NativeTokenizer open(String json) throws ModelException {
        try {
            return new NativeTokenizer(json);
        } catch (RuntimeException e) {
            throw ClipVocabulary.broken("the tokenizer library does not take the vocabulary: " + e.getMessage());
        }
    }

    /** The tokenizer in the library's own format. */
    private static String json(SpecialTokens special, ClipVocabulary vocabulary) throws ModelException {
        Map<String, @Nullable Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("unk_token", special.unknown());
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", END_OF_WORD);
        model.put("vocab", vocabulary.ids());
        model.put("merges", vocabulary.merges());
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("version", "1.0");
        root.put("added_tokens", added(special, vocabulary));
        root.put("normalizer", sequence("normalizers", Map.of("type", "NFC"), blanks(), Map.of("type", "Lowercase")));
        root.put("pre_tokenizer", sequence("pretokenizers", words(), bytes()));
        root.put("model", model);
        try {
            return new String(PlainJson.write(root), StandardCharsets.US_ASCII);
        } catch (BadJsonException e) {
            throw ClipVocabulary.broken("the tokenizer's vocabulary cannot be written again: " + e.getMessage());
        }
    }

    private static List<Map<String, Object>> added(SpecialTokens special, ClipVocabulary vocabulary)
            throws ModelException {
        Map<Integer, Map<String, Object>> added = new TreeMap<>(); // the library wants them in this order
        for (Map.Entry<String, Boolean> token : special.normalized().entrySet()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            int id = vocabulary.id(token.getKey());
            entry.put("id", id);
            entry.put("content", token.getKey());
            entry.put("single_word", false);
            entry.put("lstrip", false);
            entry.put("rstrip", false);
            entry.put("normalized", token.getValue());
            entry.put("special", true);
            added.put(id, entry);
        }
        return List.copyOf(added.values());
    }

    private static Map<String, Object> sequence(String name, Object... steps) {
        return Map.of("type", "Sequence", name, List.of(steps));
    }

    private static Map<String, Object> blanks() {
        return Map.of("type", "Replace", "pattern", Map.of("Regex", "\\s+"), "content", " ");
    }

    private static Map<String, Object> words() {
        return Map.of("type", "Split", "pattern", Map.of("Regex", WORDS), "behavior", "Removed", "invert", true);
    }

    private static Map<String, Object> bytes() {
        return Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);
    }

    private static String wellFormed(String text) {
        StringBuilder formed = new StringBuilder(text.length());
        text.codePoints()
                .map(point ->
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? REPLACEMENT : point)
                .forEach(formed::appendCodePoint);
        return formed.toString();
    }
}
