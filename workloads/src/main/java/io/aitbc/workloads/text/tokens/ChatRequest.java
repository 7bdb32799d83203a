package io.aitbc.workloads.text.tokens;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation to be continued.
 *
 * @param messages plain JSON, each with a {@code role} and most with a {@code content}
 * @param addGenerationPrompt true to end with the beginning of the assistant's answer
 * @param variables further names for the template, such as {@code enable_thinking} or {@code tools}
 * @param template which of several templates, or null for the one to use by default
 * @param now what the template is told when it asks for the time
 */
public record ChatRequest(
        List<Map<String, @Nullable Object>> messages,
        boolean addGenerationPrompt,
        Map<String, @Nullable Object> variables,
        @Nullable String template,
        LocalDateTime now) {
    /**
     * The day that templates are told: always the same one, because the same job must give the same output on another
     * day. It is the day that Llama 3's own template falls back to.
     */
    public static final LocalDateTime ALWAYS = LocalDateTime.of(2024, 7, 26, 0, 0);

    public ChatRequest {
        messages = List.copyOf(messages);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** With a generation prompt and nothing special. */
    public static ChatRequest of(List<Map<String, @Nullable Object>> messages) {
        return new ChatRequest(messages, true, Map.of(), null, ALWAYS);
    }
}
