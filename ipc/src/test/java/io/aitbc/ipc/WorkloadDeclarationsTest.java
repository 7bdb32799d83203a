package io.aitbc.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadDeclarationsTest {
    private static final String HEAD = "{'name':'w','description':'d','params':[";

    @Test
    void readsEachKindOfParameter() throws IOException {
        WorkloadSpec spec = read(HEAD
                + "{'name':'a','type':'int','min':0,'max':18446744073709551615,'default':7,'description':'A'},"
                + "{'name':'b','type':'number','min':-1,'max':1.5,'description':'B'},"
                + "{'name':'c','type':'bool','default':false,'description':'C'},"
                + "{'name':'d','type':'text','max_length':9,'required':true,'description':'D'},"
                + "{'name':'e','type':'choice','choices':['x','y'],'default':'y','description':'E'}],"
                + "'exclusive':true}");

        assertThat(spec)
                .isEqualTo(new WorkloadSpec(
                        "w",
                        "d",
                        true,
                        List.of(
                                new ParamSpec.Int(
                                        "a",
                                        "A",
                                        false,
                                        BigInteger.valueOf(7),
                                        BigInteger.ZERO,
                                        BigInteger.TWO.pow(64).subtract(BigInteger.ONE)),
                                new ParamSpec.Num("b", "B", false, null, -1, 1.5),
                                new ParamSpec.Bool("c", "C", false, false),
                                new ParamSpec.Text("d", "D", true, null, 9),
                                new ParamSpec.Choice("e", "E", false, "y", List.of("x", "y")))));
    }

    @Test
    void readsListsAndGroups() throws IOException {
        WorkloadSpec spec = read(HEAD
                + "{'name':'a','type':'texts','max_items':4,'max_length':9,'description':'A'},"
                + "{'name':'b','type':'ints','max_items':5,'min':0,'max':7,'description':'B'},"
                + "{'name':'c','type':'messages','max_items':2,'max_length':10,'roles':['x','y'],'description':'C'},"
                + "{'name':'d','type':'file','max_bytes':4096,'media_types':['image/png'],'description':'D'}],"
                + "'one_of':[['b','c']]}");

        assertThat(spec.oneOf()).containsExactly(List.of("b", "c"));
        assertThat(spec.params())
                .containsExactly(
                        new ParamSpec.Texts("a", "A", false, 4, 9),
                        new ParamSpec.Ints("b", "B", false, 5, BigInteger.ZERO, BigInteger.valueOf(7)),
                        new ParamSpec.Messages("c", "C", false, 2, 10, List.of("x", "y")),
                        new ParamSpec.File("d", "D", false, 4096, List.of("image/png")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1,2]|null|null",
                "[3.0]|null|null",
                "null|[{'role':'x','content':'0123456789'}]|null",
                "null|[{'role':'x','content':''},{'role':'y','content':'0123456789'}]|null",
                "null|null|b is missing; give one of b, c",
                "[1]|[{'role':'x','content':''}]|c must be absent when b is given; give one of b, c",
                "[]|null|b must be a list of 1 to 5 whole numbers from 0 to 7, got an empty list",
                "[0,0,0,0,0,0]|null|b must be a list of 1 to 5 whole numbers from 0 to 7, got a list of 6",
                "1|null|b must be a list of 1 to 5 whole numbers from 0 to 7, got 1",
                "[1,8]|null|b[1] must be a whole number from 0 to 7, got 8",
                "[1,null]|null|b[1] must be a whole number from 0 to 7, got null",
                "[1,0.5]|null|b[1] must be a whole number from 0 to 7, got 0.5",
                "null|[{'role':'x','content':'01234567890'}]|c must hold at most 10 characters of content together",
                "null|[{'role':'z','content':''}]|c[0].role must be one of x, y, got \"z\"",
                "null|[{'role':'x'}]|c[0].content must be text, got null",
                "null|[{'role':'x','content':'','name':'n'}]|c[0].name is not a field of a message; it has role and content",
                "null|['x']|c[0] must be an object {\"role\": …, \"content\": …}, got \"x\"",
            })
    void checksListsAndGroups(String b, String c, String problem) throws Exception {
        WorkloadSpec spec = read(HEAD
                + "{'name':'b','type':'ints','max_items':5,'min':0,'max':7,'description':'B'},"
                + "{'name':'c','type':'messages','max_items':2,'max_length':10,'roles':['x','y'],'description':'C'}],"
                + "'one_of':[['b','c']]}");
        Params params = params("{'b':" + b + ",'c':" + c + "}");
        if (problem.equals("null")) {
            Params checked = spec.validate(params);
            assertThat(spec.validate(checked)).isEqualTo(checked);
        } else {
            assertThatThrownBy(() -> spec.validate(params)).hasMessage(problem);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'end'|null",
                "['end','stop']|null",
                "''|s[0] must be text of 1 to 4 characters, got \"\"",
                "['a',3]|s[1] must be text of 1 to 4 characters, got 3",
                "['a','12345']|s[1] must be text of 1 to 4 characters, got \"12345\"",
                "['a','b','c']|s must be a text, or a list of 1 to 2 texts, each of 1 to 4 characters, got a list of 3",
                "7|s must be a text, or a list of 1 to 2 texts, each of 1 to 4 characters, got 7",
            })
    void aTextStandsForAListOfOne(String s, String problem) throws Exception {
        WorkloadSpec spec = read(HEAD + "{'name':'s','type':'texts','max_items':2,'max_length':4,'description':'S'}]}");
        Params params = params("{'s':" + s + "}");
        if (problem.equals("null")) {
            assertThat(spec.validate(params).get("s")).isIn(List.of("end"), List.of("end", "stop"));
        } else {
            assertThatThrownBy(() -> spec.validate(params)).hasMessage(problem);
        }
    }

    private static Params params(String json) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<?, ?> map = (Map<?, ?>) PlainJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        map.forEach((name, value) -> {
            if (value != null) {
                values.put(String.valueOf(name), value);
            }
        });
        return new Params(Map.copyOf(values));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'a','type':'int','min':1,'max':2,'default':3,'description':''}|params[0].default is not allowed",
                "{'name':'a','type':'int','min':1,'max':2,'default':1,'required':true,'description':''}|params[0].default must be absent",
                "{'name':'a','type':'int','min':3,'max':2,'description':''}|params[0].min must not be above max",
                "{'name':'a','type':'int','min':3,'description':''}|params[0].max is missing",
                "{'name':'a','type':'int','min':'x','max':1,'description':''}|params[0].min must be a whole number",
                "{'name':'a','type':'int','min':0,'max':1,'maximum':1,'description':''}|params[0] has an unknown field maximum",
                "{'name':'a','type':'int','min':0,'max':1}|params[0].description is missing",
                "{'name':'A b','type':'bool','description':''}|params[0].name must be 1 to 64",
                "{'name':'a','type':'float','description':''}|params[0].type must be",
                "{'name':'a','type':'bool','default':'yes','description':''}|params[0].default must be true or false",
                "{'name':'a','type':'text','description':''}|params[0].max_length must be",
                "{'name':'a','type':'text','max_length':2,'default':'abc','description':''}|params[0].default is not allowed",
                "{'name':'a','type':'choice','choices':[],'description':''}|params[0].choices must hold",
                "{'name':'a','type':'choice','choices':['x','x'],'description':''}|params[0].choices must hold",
                "{'name':'a','type':'choice','choices':['x'],'default':'z','description':''}|params[0].default is not allowed",
                "{'name':'a','type':'bool','description':''},{'name':'a','type':'bool','description':''}|params[1].name is declared twice",
                "7|params[0] must be an object",
            })
    void namesFileAndField(String params, String problem) {
        assertThatThrownBy(() -> read(HEAD + params + "]}"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("w.json: ")
                .hasMessageContaining(problem);
    }

    @Test
    void refusesWhatIsNoDeclaration() {
        for (String text : List.of("", "[]", "{'name':'w'}", "{'name':'v','description':'','params':[]}")) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageStartingWith("w.json: ");
        }
        assertThatThrownBy(() -> read(" ".repeat(300_000))).hasMessageContaining("larger than");
    }

    @Test
    void readsADirectoryInOrderAndIgnoresOtherFiles(@TempDir Path directory) throws IOException {
        for (String name : List.of("b", "a")) {
            Files.writeString(
                    directory.resolve(name + ".json"),
                    "{\"name\":\"" + name + "\",\"description\":\"\",\"params\":[]}");
        }
        Files.writeString(directory.resolve("README"), "not a declaration");
        assertThat(WorkloadDeclarations.readAll(directory))
                .extracting(WorkloadSpec::name)
                .containsExactly("a", "b");
    }

    private static WorkloadSpec read(String json) throws IOException {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return WorkloadDeclarations.read("w.json", new ByteArrayInputStream(bytes));
    }
}
