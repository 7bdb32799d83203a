/**
 * Between text and token ids: a checkpoint's {@code tokenizer.json} through Hugging Face's own library, its chat
 * template, and text that grows token by token. What a job says is text and nothing else: it never becomes one of the
 * special tokens that a chat's roles and ends are made of, however it is spelled.
 */
@NullMarked
package io.aitbc.workloads.text.tokens;

import org.jspecify.annotations.NullMarked;
