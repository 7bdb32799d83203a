package io.aitbc.workloads.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language; each expected text is what Jinja 3.1 gives with the settings of transformers. */
final class TemplateTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5);

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = """
                    1 + 2 * 3 ¦ 7
                    -7 // 2 ¦ -4
                    -7 % 3 ¦ 2
                    7 / 2 ¦ 3.5
                    2 ** 10 ¦ 1024
                    'a' ~ 1 ~ none ~ true ~ 1.0 ¦ a1NoneTrue1.0
                    'x' 'y' * 2 ¦ xyxy
                    0 < n <= 7 ¦ True
                    1 == 1.0 ¦ True
                    not n or n > 3 and true ¦ True
                    'a' if false else 'b' if true else 'c' ¦ b
                    '[' ~ ('x' if false) ~ ']' ¦ []
                    -n|abs ¦ 7
                    3 in l ¦ True
                    'zz' not in d ¦ True
                    'x' is in ['x'] ¦ True
                    n is divisibleby 7 ¦ True
                    zz is defined or n is not defined ¦ False
                    n is not none and n is number ¦ True
                    l ¦ `[3, 1, 2, 'b']`
                    d ¦ `{'b': 1, 'a': {'x': [1, 2]}}`
                    ["it's", 'a"b', none, true, 1e-5] ¦ `["it's", 'a"b', None, True, 1e-05]`
                    d.a.x[-1] ¦ 2
                    d['a']['x']|length ¦ 2
                    d.get('q', 5) ¦ 5
                    d.q is defined ¦ False
                    l[1:] ~ l[:-2] ~ l[::-1] ¦ `[1, 2, 'b'][3, 1]['b', 2, 1, 3]`
                    s|length ¦ 17
                    s[::-1]|trim ¦ `\uD83D\uDE00 dlröW ,olleH`
                    s.strip().split(' ')[1] ¦ Wörld
                    'x</think>y'.split('</think>')[-1] ¦ y
                    'a,b,c'.split(',', 1) ¦ `['a', 'b,c']`
                    'a,b,c'.rsplit(',', 1) ¦ `['a,b', 'c']`
                    ' a  b '.split() ¦ `['a', 'b']`
                    'abc'.startswith('ab') and 'abc'.endswith(('x', 'bc')) ¦ True
                    'xxabxx'.strip('x') ¦ ab
                    'aXbX'|replace('X', '-') ¦ a-b-
                    'hELLO wORLD'.title() ~ 'hELLO'|capitalize ¦ Hello WorldHello
                    m|map(attribute='role')|join(', ') ¦ system, user, assistant
                    m|selectattr('role', 'equalto', 'user')|list|length ¦ 1
                    m|rejectattr('role', 'in', ['user', 'system'])|map(attribute='content')|first ¦ hey
                    ['B', 'a', 'c']|sort|join ¦ aBc
                    [3, 1, 2]|sort(reverse=true)|first ¦ 3
                    [1, 1, 2]|unique|list ¦ `[1, 2]`
                    d|tojson ¦ `{"b": 1, "a": {"x": [1, 2]}}`
                    "é<>&'\\n"|tojson ¦ `"é<>&'\\n"`
                    zz|default('none') ~ ''|d('empty', true) ¦ noneempty
                    range(5, 0, -2)|list ¦ `[5, 3, 1]`
                    '12'|int + 3.9|int ¦ 15
                    dict(a=1).a ~ namespace(b=2).b ¦ 12
                    strftime_now('%d %b %Y') ¦ 02 Jan 2026
                    strftime_now('%-d. %B %y, %H:%M') ¦ 2. January 26, 03:04
                    """)
    void expressions(String expression, String expected) {
        assertThat(render("{{ " + expression + " }}")).isEqualTo(expected);
    }

    @Test
    void loops_know_where_they_are_and_forget_what_they_set() {
        assertThat(render("{% for x in l if x is number %}{{ loop.index }}{{ loop.first }}{{ loop.last }}"
                        + "{{ loop.length }}{{ loop.previtem }};{% endfor %}"))
                .isEqualTo("1TrueFalse3;2FalseFalse33;3FalseTrue31;");
        assertThat(render("{% set x = 1 %}{% for i in range(3) %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}"))
                .isEqualTo("1231");
        assertThat(
                        render(
                                "{% set ns = namespace(a=1) %}{% for i in range(4) %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}"))
                .isEqualTo("7");
        assertThat(render("{% for k, v in d.items() %}{{ k }};{% endfor %}{% for x in zz %}{% else %}none{% endfor %}"))
                .isEqualTo("b;a;none");
        assertThat(render("{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}"
                        + "{% endif %}{{ i }}{% endfor %}"))
                .isEqualTo("023");
    }

    @Test
    void macros_branches_and_captured_blocks() {
        assertThat(
                        render(
                                "{% macro f(a, b=2) %}[{{ a }}{{ b }}]{% endmacro %}{{ f(1) }}{{ f(1, b=3) }}{{ f(b=4, a=5) }}"))
                .isEqualTo("[12][13][54]");
        assertThat(render("{% if n == 8 %}a{% elif n == 7 %}b{% else %}c{% endif %}"))
                .isEqualTo("b");
        assertThat(render("{% set y %}<{{ n }}>{% endset %}{{ y|length }}{{ y }}"))
                .isEqualTo("3<7>");
        assertThat(render("{% set a, b = 1, 2 %}{{ a + b }}{% raw %}{{ x }}{% endraw %}{# no #}"))
                .isEqualTo("3{{ x }}");
    }

    @Test
    void white_space_goes_as_the_tags_ask() {
        assertThat(
                        render(
                                "  {% if true %}\n a\n  {% endif %}  \n  {# c #}\n b\n{{ n }}\n\nd {%- if true -%}  e  {%- endif +%}\nf\n"))
                .isEqualTo(" a\n  \n b\n7\n\nde\nf");
        assertThat(render("{%- for x in [1, 2] -%}   {{ x }} \n {{- x }}  {%+ if true %}k{% endif %}\n{% endfor %}"))
                .isEqualTo("11  k22  k");
        assertThat(render("a\r\nb\rc {{- ' d' -}}  \n  e")).isEqualTo("a\nb\nc de");
    }

    @Test
    void what_a_job_gave_is_marked_through_every_operation() {
        assertThat(given("<{{ s }}>")).isEqualTo("-" + "+".repeat(18) + "-");
        assertThat(given("{{ '<' + w + '>' ~ w[1:3] }}")).isEqualTo("-++++-++");
        assertThat(given("{{ ('ab' ~ w ~ 'cd').split('i')[0] }}")).isEqualTo("--+");
        assertThat(given("{{ (' ' ~ w ~ ' ')|trim|upper }}")).isEqualTo("++++");
        assertThat(given("{{ 'a-b'|replace('-', w) }}{{ [w, 'x']|join('--') }}"))
                .isEqualTo("-++++-++++---");
        assertThat(given("{% set b %}x{{ w }}{% endset %}{{ b[::-1] }}")).isEqualTo("++++-");
        assertThat(given("{% macro f(x) %}<{{ x }}{% endmacro %}{{ f(w) }}{{ f('y') }}"))
                .isEqualTo("-++++--");
        assertThat(given("{{ d|tojson }}")).isEqualTo("-+++-----+++---+++----------");
        assertThat(given("{% for c in w %}{{ c }}{% endfor %}{{ w|first }}{{ w|list|last }}"))
                .isEqualTo("++++++");
        assertThat(given("{% for k in d %}{{ k }}{% endfor %}")).isEqualTo("++");
        assertThat(given("{{ w.upper() }}{{ 'own'.upper() }}{{ [w]|string|length }}"))
                .isEqualTo("++++----");
    }

    @Test
    void a_template_may_refuse_and_that_is_told_apart() {
        assertThatThrownBy(() -> render("{{ raise_exception('no ' ~ w) }}"))
                .isInstanceOfSatisfying(
                        TemplateException.class, e -> assertThat(e.isRefusal()).isTrue())
                .hasMessage("no wide");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', textBlock = """
                    {{ zz.a }} ¦ line 1: zz is undefined
                    {{ zz + 1 }} ¦ line 1: zz is undefined
                    {{ 'a' + 1 }} ¦ line 1: a string where a number for + is needed
                    {{ f() }} ¦ line 1: f is undefined
                    {{ l.append(1) }} ¦ line 1: append is undefined
                    {{ w.getClass() }} ¦ line 1: getClass is undefined
                    {{ w.__class__.x }} ¦ line 1: __class__ is undefined
                    {{ w|frob }} ¦ line 1: there is no filter called frob here
                    {{ w is frob }} ¦ line 1: there is no test called frob here
                    {% include 'x' %} ¦ line 1: there is no tag called include here
                    {% import 'x' as y %} ¦ line 1: there is no tag called import here
                    {{ 1 / 0 }} ¦ line 1: division by zero
                    {{ 9223372036854775807 + 1 }} ¦ line 1: division by zero, or a whole number beyond 64 bits
                    {{ 99999999999999999999 }} ¦ line 1: '99999999999999999999' is no number that fits
                    {% if n %}x ¦ line 1: the end where endif is expected
                    {{ 'a }} ¦ line 1: a string has no closing '
                    {{ n ¦ line 1: a tag has no end
                    {% set n.a = 1 %} ¦ line 1: n is no namespace
                    {% for a, b in [[1]] %}{% endfor %} ¦ line 1: 1 values for 2 names
                    """)
    void what_is_wrong_or_unknown_is_named(String template, String message) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message);
    }

    private static String render(String template) {
        return Template.parse(template).render(values(), NOW).chars();
    }

    /** A sign for each character of the result: plus for those from outside. */
    private static String given(String template) {
        Text text = Template.parse(template).render(values(), NOW);
        StringBuilder signs = new StringBuilder();
        for (int at = 0; at < text.chars().length(); at++) {
            signs.append(text.isGiven(at) ? '+' : '-');
        }
        return signs.toString();
    }

    private static Map<String, Object> values() {
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("b", 1L);
        nested.put("a", Map.of("x", List.of(1L, 2L)));
        return Map.of(
                "n",
                7L,
                "s",
                "  Hello, Wörld \uD83D\uDE00 ",
                "w",
                "wide",
                "l",
                List.of(3L, 1L, 2L, "b"),
                "d",
                nested,
                "m",
                List.of(
                        Map.of("role", "system", "content", "be"),
                        Map.of("role", "user", "content", "hi"),
                        Map.of("role", "assistant", "content", "hey")));
    }
}
