package io.aitbc.workloads.text.tokens;

import io.aitbc.workloads.text.jinja.Template;
import io.aitbc.workloads.text.jinja.TemplateException;
import io.aitbc.workloads.text.jinja.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A checkpoint's chat templates by name; read when first used, so that one that is not used does no harm. */
final class ChatTemplates {
    private static final String DEFAULT = "default";
    private static final String WITH_TOOLS = "tool_use";

    private final Map<String, String> sources;
    private final Map<String, Text> specialTokens;

    /**
     * @param specialTokens names that templates know them by, such as {@code bos_token}, to what they are written as
     */
    ChatTemplates(Map<String, String> sources, Map<String, String> specialTokens) {
        this.sources = Map.copyOf(sources);
        this.specialTokens = new LinkedHashMap<>();
        specialTokens.forEach((name, token) -> this.specialTokens.put(name, Text.own(token)));
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    /**
     * The prompt as the template writes it, in which the job's own characters are marked.
     *
     * @throws TokenizerException when the template is broken
     * @throws ChatException when it does not take these messages
     */
    Text render(ChatRequest request) throws TokenizerException, ChatException {
        checkMessages(request.messages());
        Template template = parsed(choose(request));
        Map<String, @Nullable Object> values = new LinkedHashMap<>(specialTokens);
        values.put("tools", null);
        values.put("documents", null);
        values.putAll(request.variables());
        values.put("messages", request.messages());
        values.put("add_generation_prompt", request.addGenerationPrompt());
        try {
            return template.render(values, request.now());
        } catch (TemplateException e) {
            String reason = String.valueOf(e.getMessage());
            throw new ChatException((e.isRefusal()
                            ? "the model's chat template refuses these messages: "
                            : "the model's chat template does not take these messages: ")
                    + reason);
        }
    }

    private static Template parsed(String source) throws TokenizerException {
        try {
            return Template.parse(source);
        } catch (TemplateException e) {
            throw new TokenizerException("the chat template cannot be read: " + e.getMessage());
        }
    }

    private String choose(ChatRequest request) throws ChatException {
        if (sources.isEmpty()) {
            throw new ChatException("the model has no chat template: give prompt instead of messages");
        }
        String asked = request.template();
        boolean tools = request.variables().get("tools") != null && sources.containsKey(WITH_TOOLS);
        String name = asked != null ? asked : tools ? WITH_TOOLS : DEFAULT;
        String source = sources.get(name);
        if (source == null && asked == null && sources.size() == 1) {
            source = sources.values().iterator().next();
        }
        if (source == null) {
            throw new ChatException("the model has no chat template called " + name + "; it has "
                    + String.join(", ", sources.keySet().stream().sorted().toList()));
        }
        return source;
    }

    private static void checkMessages(List<Map<String, @Nullable Object>> messages) throws ChatException {
        if (messages.isEmpty()) {
            throw new ChatException("messages is empty");
        }
        for (int at = 0; at < messages.size(); at++) {
            Object role = Objects.requireNonNullElse(messages.get(at).get("role"), "");
            if (!(role instanceof String name) || name.isEmpty()) {
                throw new ChatException("message " + (at + 1) + " has no role");
            }
        }
    }
}
