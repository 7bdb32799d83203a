package io.aitbc.workloads.text.tokens;

/**
 * A token that is markup and not text.
 *
 * @param content as the checkpoint writes it
 * @param alias as our tokenizer writes it
 * @param singleWord true when it counts only with no letter or digit beside it
 */
record ControlToken(int id, String content, String alias, boolean singleWord) {
    /**
     * Begins every alias: a code point that Unicode keeps for a program's own use, so no text that is exchanged has it.
     * Where one does, it is replaced before it gets near the tokenizer.
     */
    static final char MARK = '\uFDD0';

    static String alias(int index) {
        return MARK + "control" + index + MARK;
    }
}
