package io.aitbc.workloads.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template is somebody else's program: whatever it does, it ends soon, with a text or with a TemplateException. */
final class SandboxTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5);

    private static final List<String> WORDS = Stream.of(
                    "{{¦}}¦{%¦%}¦-%}¦{%-¦{#¦#}¦ if ¦ for ¦ in ¦ else ¦ endif ¦ endfor ",
                    " set ¦ x ¦ = ¦(¦)¦[¦]¦{¦}¦|¦:¦,¦.¦'",
                    "\"¦\\¦\n¦ m ¦ w ¦ 1 ¦ is ¦ not ¦ and ¦+¦-¦*¦/¦%",
                    "~¦==¦ loop ¦ join ¦ tojson ¦ raw ¦ endraw ¦ macro ¦ endmacro ¦\uD83D¦\u00e9¦<¦>¦ range ",
                    " length ")
            .flatMap(line -> Stream.of(line.split("¦")))
            .toList();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
                "{% set ns = namespace(x='ab') %}{% for a in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
                "{% set ns = namespace(x=[1]) %}{% for a in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
                "{{ 'x' * 999999999 }}",
                "{{ ('x' * 1000000)|replace('x', 'y' * 1000000) }}",
                "{{ ['x' * 100000] * 2 }}",
                "{{ (range(100000)|list)|join('x' * 100000) }}",
                "{{ range(10 ** 18) }}",
                "{{ strftime_now('%Y' * 500000) }}",
                "{{ range(0, 5, 0) }}",
                "{{ 10 ** 1000 }}",
                "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{% for a in range(90000) %}{{ 'x' * 1000 }}{% endfor %}",
                "{% set ns = namespace(x=[]) %}{% for a in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
                "{% set ns = namespace(x=[]) %}{% for a in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x == ns.x }}",
                "{{ ('a' * 4000000).split('a') }}",
                "{{ w|indent(100000) }}",
                "{{ [1]|tojson(indent=99999999) }}",
                "{% for a in range(100000) %}{% set x = m|tojson %}{% set y = m|sort(attribute='a') %}{% endfor %}"
            })
    void ends_soon(String template) {
        assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateException.class);
    }

    /** Each is cheap to ask for and dear to do; were it for nothing, so few of them would end well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.find(b)",
                "a.rfind(b)",
                "b in a",
                "a.count(b)",
                "a.split(b)",
                "a.rsplit(b)",
                "a|replace(b, 'c')",
                "('x\\n' * 100)|indent(a, true, true)",
                "a == d",
                "a < d",
                "a.startswith(d)",
                "a.endswith([d, d])",
                "a|length",
                "a[1900000]",
                "a.isalpha()",
                "a.isupper()",
                "a is lower",
                "a.removeprefix('\u00e9')",
                "a.removeprefix(d)",
                "a.removesuffix(d)",
                "w.strip()",
                "w|trim",
                "'b'.strip(b)",
                "[a, d]|sort",
                "[l, l]|sort",
                "[a, d]|unique",
                "1|round(method=a)",
                "('1' * 2000000)|float",
                "dict(h)",
                "dict(k)",
                "{a: 1, d: 2}",
                "k[d]",
                "k.get(d)",
                "d in k",
                "k == k",
                "k.keys()",
                "k|items",
                "namespace(k)[d]"
            })
    void what_each_step_costs_is_counted(String expression) {
        String values = "{% set a = '\u00e9' * 2000000 %}{% set b = '\u00e9' * 1000000 ~ 'b' %}{% set d = a ~ '' %}"
                + "{% set w = ' ' * 2000000 %}{% set l = range(10000) %}{% set k = {a: 1} %}"
                + "{% set h = {" + entries() + "} %}";
        assertThatThrownBy(() -> render(values + repeated(600, "{% set x = " + expression + " %}")))
                .hasMessageContaining("steps");
        assertThat(render(values)).isEmpty();
    }

    @Test
    void what_needs_no_value_is_counted() {
        String macro = "{% macro m() %}{% endmacro %}";
        String parameters = IntStream.range(0, 5000).mapToObj(at -> "p" + at).collect(Collectors.joining(","));
        for (String body : List.of(
                "{% set x = " + "'' ~ ".repeat(1000) + "'' %}",
                "{% set x = range(" + "1,".repeat(1000) + "1) %}",
                "{% set x = [1]|join(" + "none,".repeat(1000) + "1) %}",
                "{% if " + "0 or ".repeat(1000) + "1 %}{% endif %}",
                macro.repeat(1000),
                "{% macro m(" + parameters + ") %}{% endmacro %}{% set x = m() %}",
                "{% set x = strftime_now('%Y' * 50) %}")) {
            assertThatThrownBy(() -> render(repeated(6000, body)))
                    .as(body.substring(0, 20))
                    .hasMessageContaining("steps");
        }
    }

    private static String repeated(int times, String body) {
        return "{% for i in range(" + times + ") %}" + body + "{% endfor %}";
    }

    private static String entries() {
        StringBuilder entries = new StringBuilder();
        for (int at = 0; at < 20_000; at++) {
            entries.append('\'').append(at).append("':1,");
        }
        return entries.toString();
    }

    @Test
    void long_texts_are_not_joined_before_they_are_counted() {
        String template = "{% set x = 'a' * 3000000 %}{{ " + "x ~ ".repeat(1000) + "x }}";
        assertThatThrownBy(() -> render(template)).isInstanceOf(TemplateException.class);
    }

    @Test
    void a_slice_with_steps_of_any_length_stays_inside() {
        assertThat(render("{{ 'abc'[1::9223372036854775807] }}")).isEqualTo("b");
        assertThat(render("{{ 'abc'[1::-9223372036854775807] }}")).isEqualTo("b");
        assertThat(render("{{ 'abcdef'[-9223372036854775807::2] }}")).isEqualTo("ace");
        assertThat(render("{{ 'abcdef'[::-2] }}")).isEqualTo("fdb");
    }

    @Test
    void searches_find_what_strings_find() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            String text = letters(random, 30);
            String part = letters(random, 4);
            int from = random.nextInt(text.length() + 1);
            Budget budget = new Budget();
            assertThat(Search.first(text, part, from, budget)).isEqualTo(text.indexOf(part, from));
            assertThat(Search.last(text, part, from, budget)).isEqualTo(text.lastIndexOf(part, from));
        }
    }

    private static String letters(Random random, int most) {
        return random.ints(random.nextInt(most), 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void nesting_ends_soon_too() {
        for (String open : List.of("(", "[", "{'a':", "-", "not ", "x[", "f(", "1 if 1 else ")) {
            assertThatThrownBy(() -> render("{{ " + open.repeat(50_000) + " }}"))
                    .isInstanceOf(TemplateException.class);
        }
        assertThatThrownBy(() -> render("{% if 1 %}".repeat(30_000))).isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> render("x".repeat(Template.MAX_SOURCE + 1))).isInstanceOf(TemplateException.class);
        assertThat(render("{{ " + "(".repeat(40) + "1" + ")".repeat(40) + " }}"))
                .isEqualTo("1");
    }

    @Test
    void no_java_object_can_be_reached() {
        for (String member :
                List.of("class", "getClass()", "hashCode()", "chars()", "toString()", "wait()", "__init__")) {
            for (String value : List.of("w", "m", "m[0]", "1", "range", "namespace()", "none")) {
                String template = "{{ " + value + "." + member + " is defined }}";
                try {
                    assertThat(render(template)).as(template).isEqualTo("False");
                } catch (TemplateException e) {
                    assertThat(e).hasMessageContaining("undefined");
                }
            }
        }
    }

    @Test
    void garbage_gives_a_text_or_a_template_exception() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder template = new StringBuilder(random.nextBoolean() ? "{{ " : "{% ");
            for (int at = random.nextInt(12); at >= 0; at--) {
                template.append(WORDS.get(random.nextInt(WORDS.size())));
            }
            try {
                render(template.toString());
            } catch (TemplateException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    private static String render(String template) {
        return Template.parse(template)
                .render(Map.of("w", "wide", "m", List.of(Map.of("a", "x".repeat(1000)), Map.of("a", "y"))), NOW)
                .chars();
    }
}
