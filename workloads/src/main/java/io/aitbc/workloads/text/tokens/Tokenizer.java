package io.aitbc.workloads.text.tokens;

import io.aitbc.workloads.engine.NativeTokenizer;
import io.aitbc.workloads.text.jinja.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's tokenizer. Text from a job gives ordinary tokens only, also where it spells a control token; tokens
 * that are not special, such as {@code <think>} in some models, are ordinary. Halves of surrogate pairs, which no
 * encoding can hold, count as U+FFFD. Usable from any thread, until closed.
 */
public final class Tokenizer implements AutoCloseable {
    private final NativeTokenizer library;
    private final ControlTokens controls;
    private final ChatTemplates templates;
    private final Frame frame;
    private final BitSet byteTokens;
    private final TokenBytes bytes;
    private final Set<Integer> endIds;
    private final @Nullable Integer beginId;
    private final int largestId;

    private Tokenizer(TokenizerFiles files, TokenizerJson json, NativeTokenizer library)
            throws TokenizerException, IOException {
        Map<String, String> named = files.namedTokens();
        Integer end = id(json, named.get("eos_token"));
        this.library = library;
        this.controls = new ControlTokens(json.controls());
        this.templates = files.chatTemplates();
        this.beginId = id(json, named.get("bos_token"));
        this.frame = Frame.of(library, files, beginId, end);
        this.byteTokens = json.byteTokens();
        this.bytes = json.bytes();
        this.endIds = files.endIds(end);
        this.largestId = json.largestId();
    }

    /**
     * Reads what lies in a checkpoint's directory: {@code tokenizer.json}, which must be there, its configuration and
     * its chat templates.
     *
     * @throws TokenizerException when a file is missing or broken, or the library does not take it
     */
    public static Tokenizer load(Path directory) throws TokenizerException, IOException {
        TokenizerFiles files = new TokenizerFiles(directory);
        TokenizerJson json = files.tokenizer();
        NativeTokenizer library = open(json.withAliases());
        try {
            checkIds(json, library);
            return new Tokenizer(files, json, library);
        } catch (TokenizerException | IOException | RuntimeException e) {
            library.close();
            throw e;
        }
    }

    /** A prompt, with the beginning that the model expects before it. Empty for an empty prompt of some models. */
    public int[] encode(String prompt) {
        return frame.around(encodeBare(prompt));
    }

    /** Text as it stands, with nothing around it. */
    public int[] encodeBare(String text) {
        return library.encode(ControlTokens.wellFormed(text), false);
    }

    /** Text of our own, in which control tokens are meant; with nothing around it. Never for text from a job. */
    public int[] encodeMarkup(String text) {
        return library.encode(controls.withAliases(Text.own(text)), false);
    }

    /**
     * A conversation through the model's chat template. The template writes the beginning itself where the model wants
     * one, so none is added.
     *
     * @throws TokenizerException when the template is broken
     * @throws ChatException when there is none, or it does not take these messages
     */
    public int[] encodeChat(ChatRequest request) throws TokenizerException, ChatException {
        return library.encode(controls.withAliases(templates.render(request)), false);
    }

    /** The conversation as text, for those who look. */
    public String renderChat(ChatRequest request) throws TokenizerException, ChatException {
        return templates.render(request).chars();
    }

    /** Without special tokens; ids that the tokenizer does not know are nothing. */
    public String decode(int[] ids) {
        return library.decode(ids, true);
    }

    /** Special tokens written out. */
    public String decodeWithMarkup(int[] ids) {
        return controls.withContents(library.decode(ids, false));
    }

    /** What a token adds to a text; empty for special tokens, unknown ids and unknown ways of spelling. */
    public Optional<byte[]> bytes(int id) {
        return bytes.of(id);
    }

    /** A text that grows token by token. */
    public StreamingDecoder streaming() {
        return new StreamingDecoder(this::decode, id -> controls.isControl(id) || id > largestId, byteTokens);
    }

    public boolean hasChatTemplate() {
        return !templates.isEmpty();
    }

    /** Whether the id is a special token, which is no part of a text. */
    public boolean isControl(int id) {
        return controls.isControl(id);
    }

    /** The tokens that end an answer. */
    public Set<Integer> endIds() {
        return endIds;
    }

    public OptionalInt beginId() {
        return beginId == null ? OptionalInt.empty() : OptionalInt.of(beginId);
    }

    /** The largest id that it can give; a model's vocabulary must be larger than that. */
    public int largestId() {
        return largestId;
    }

    /** @throws TokenizerException when the tokenizer knows tokens that the model does not */
    public void requireFits(int vocabularySize) throws TokenizerException {
        if (largestId >= vocabularySize) {
            throw new TokenizerException("the tokenizer's ids reach " + largestId + " and the model's only "
                    + (vocabularySize - 1) + ": they do not belong together");
        }
    }

    @Override
    public void close() {
        library.close();
    }

    private static NativeTokenizer open(String json) throws TokenizerException {
        try {
            return new NativeTokenizer(json);
        } catch (RuntimeException e) {
            throw new TokenizerException("the tokenizer library does not take tokenizer.json: " + e.getMessage(), e);
        }
    }

    /** The library numbers added tokens by itself, one after another; where the file says otherwise, nothing fits. */
    private static void checkIds(TokenizerJson json, NativeTokenizer library) throws TokenizerException {
        for (ControlToken token : json.controls()) {
            int[] ids = library.encode(token.alias(), false);
            if (ids.length != 1 || ids[0] != token.id()) {
                throw new TokenizerException(
                        "the special token " + token.content() + " does not get its id " + token.id());
            }
        }
    }

    private static @Nullable Integer id(TokenizerJson json, @Nullable String content) throws TokenizerException {
        return content == null ? null : json.idOf(content);
    }
}
