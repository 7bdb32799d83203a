package io.aitbc.models;

import io.aitbc.api.outcome.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a model is, in 32 bytes: the same on every machine that holds the same files, wherever they lie and whatever
 * else lies beside them.
 *
 * <p>It is the SHA-256 of a text in UTF-8: the line {@code aitbc-model 1}, then one line for each file in the order of
 * their names (by UTF-16 code unit, as Java orders text), {@code SHA256 SIZE NAME}, each line ended by a line feed.
 * SHA256 is that of the file's bytes in lower hexadecimal digits, SIZE their number in decimal ones, NAME the file's
 * path below the model's directory with {@code /} between its parts. The files are: {@code config.json},
 * {@code generation_config.json}, {@code model_index.json}, {@code scheduler_config.json},
 * {@code preprocessor_config.json}, {@code tokenizer.json}, {@code tokenizer_config.json}, {@code tokenizer.model},
 * {@code special_tokens_map.json}, {@code added_tokens.json}, {@code vocab.json}, {@code merges.txt},
 * {@code chat_template.jinja}, {@code chat_template.json}, as far as they are there, and the weight files that are used
 * (one {@code *.safetensors}, or an index and the shards that it names); of the model's directory and of the directory
 * of each component that {@code model_index.json} names.
 *
 * @param files in the order of their names
 */
public record ModelDigest(String sha256, List<FileDigest> files) {
    private static final String FIRST_LINE = "aitbc-model 1\n";
    private static final String PREFIX = "sha256:";

    /** @param name below the model's directory, parted by {@code /} */
    public record FileDigest(String name, long bytes, String sha256) {}

    public ModelDigest {
        files = List.copyOf(files);
    }

    /** @param files in the order of their names */
    static ModelDigest of(List<FileDigest> files) {
        StringBuilder text = new StringBuilder(FIRST_LINE);
        for (FileDigest file : files) {
            text.append(file.sha256())
                    .append(' ')
                    .append(file.bytes())
                    .append(' ')
                    .append(file.name())
                    .append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return new ModelDigest(Sha256.of(bytes), files);
    }

    /** As it stands in a proof: {@code sha256:} and the digits. */
    public String text() {
        return PREFIX + sha256;
    }

    /** True when {@code wanted} names this digest, with or without {@code sha256:}, in either case. */
    public boolean is(String wanted) {
        String digits =
                wanted.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) ? wanted.substring(PREFIX.length()) : wanted;
        return digits.equalsIgnoreCase(sha256);
    }
}
