package io.aitbc.workloads.engine.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an archive's code, put together from several files that may use each other's classes and functions in any
 * order. An archive's code must call those by their full names ({@code __torch__.name}); files are written without that
 * and it is added here, so no local name, parameter or keyword may be called like a class or function.
 */
public final class ScriptSource {
    private static final Pattern DEFINITION = Pattern.compile("(?m)^(?:class|def) (\\w+)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*\\R|\\s+#.*$");

    private final StringBuilder text = new StringBuilder();

    /**
     * Adds a file that lies beside {@code owner} among the resources.
     *
     * @throws IllegalArgumentException when there is none
     */
    public ScriptSource file(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no script " + name + " beside " + owner.getName());
            }
            return add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a function without parameters that answers {@code value}, which must print as TorchScript does. */
    public ScriptSource constant(String name, String type, Object value) {
        return add("def " + name + "() -> " + type + ":\n  return " + value + "\n");
    }

    private ScriptSource add(String code) {
        text.append(code).append('\n');
        return this;
    }

    /** The whole, with full names. */
    public String code() {
        String code = COMMENT.matcher(text).replaceAll("");
        Set<String> names = new TreeSet<>();
        Matcher definitions = DEFINITION.matcher(code);
        while (definitions.find()) {
            if (!names.add(definitions.group(1))) {
                throw new IllegalArgumentException(definitions.group(1) + " is defined twice");
            }
        }
        if (names.isEmpty()) {
            return code;
        }
        return Pattern.compile("(?<![.\\w\"])(?<!class )(?<!def )(" + String.join("|", names) + ")(?![\\w\"])")
                .matcher(code)
                .replaceAll("__torch__.$1");
    }
}
