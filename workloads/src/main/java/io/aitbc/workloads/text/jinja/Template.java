package io.aitbc.workloads.text.jinja;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template, read once and rendered any number of times, from any thread. */
public final class Template {
    /** Characters of the longest template that is read. */
    public static final int MAX_SOURCE = 512 * 1024;

    private final Statement body;

    private Template(Statement body) {
        this.body = body;
    }

    /** @throws TemplateException naming the line, for what is wrong or unknown here */
    public static Template parse(String source) {
        if (source.length() > MAX_SOURCE) {
            throw new TemplateException("the template has more than " + MAX_SOURCE + " characters");
        }
        try {
            return new Template(new TemplateParser(new Tokens(new Lexer(source).tokens())).template());
        } catch (StackOverflowError e) {
            throw new TemplateException("the template is nested too deeply");
        }
    }

    /**
     * Renders it.
     *
     * @param given plain JSON values from outside; a {@link Text} among them is taken as it is
     * @param now what {@code strftime_now} takes for the time
     * @throws TemplateException when the template fails, refuses or takes too long
     */
    public Text render(Map<String, ?> given, LocalDateTime now) {
        Map<String, Object> values = new HashMap<>(Builtins.all(now));
        given.forEach((name, value) -> values.put(name, Values.given((@Nullable Object) value)));
        Budget budget = new Budget();
        Output output = new Output(budget);
        try {
            body.run(new Scope(values, budget), output);
            return output.text();
        } catch (StackOverflowError e) {
            throw new TemplateException("the template is nested too deeply");
        } catch (ArithmeticException e) {
            throw new TemplateException("a number in the template is too large");
        }
    }
}
