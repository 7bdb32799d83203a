package io.aitbc.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
