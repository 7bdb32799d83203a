package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code conf/miner.conf} as it is shipped. */
class ShippedConfTest {
    private static final Path SHIPPED = Path.of("../conf/miner.conf");

    @TempDir
    Path directory;

    @Test
    void canBeUsedAsItIsWithAWarningForEachPlaceholder() throws Exception {
        LoadedConfig loaded = new ConfigFixture(directory)
                .file(Files.readString(SHIPPED))
                .root()
                .read();
        assertThat(loaded.warnings()).extracting(Problem::key).containsExactly("COORD_URL", "WALLET_ADDR", "API_KEY");
    }

    @Test
    void differsFromTheGuidesSampleInNoValueButTheWorkDirectory() throws Exception {
        Map<String, String> shipped = values(Files.readString(SHIPPED));
        Map<String, String> guide = values(GuideSample.TEXT);
        guide.remove("WORK_DIR");
        assertThat(shipped).isEqualTo(guide);
    }

    @ParameterizedTest
    @EnumSource(ConfigKey.class)
    void explainsEveryKeyAndShowsItsDefault(ConfigKey key) throws Exception {
        List<String> lines = Files.readAllLines(SHIPPED);
        Pattern setting = Pattern.compile("#?" + key + "=\"?([^\"]*)\"?");
        int at = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (setting.matcher(lines.get(i)).matches()) {
                assertThat(at).as("%s stands once", key).isNegative();
                at = i;
            }
        }
        assertThat(at).as("%s is there", key).isPositive();
        assertThat(lines.get(at - 1)).as("the line above %s explains it", key).startsWith("# ");
        if (!key.defaultText().isEmpty()) {
            var matcher = setting.matcher(lines.get(at));
            assertThat(matcher.matches()).isTrue();
            assertThat(matcher.group(1)).isEqualTo(key.defaultText());
        }
        assertThat(paragraphAbove(lines, at).contains("[start]")).isEqualTo(!key.appliesLive());
    }

    /** With every comment that holds a setting taken as one, it still can be used. */
    @Test
    void theCommentedLinesAreSettingsThatCanBeUsed() throws Exception {
        String all = Files.readString(SHIPPED)
                .lines()
                .filter(line -> !line.startsWith("#API_KEY_FILE"))
                .map(line -> line.matches("#[A-Z_]+=.*") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        LoadedConfig loaded = new ConfigFixture(directory).file(all).root().read();
        assertThat(loaded.config().limits().maxRamMb()).isEqualTo(8192);
    }

    private static String paragraphAbove(List<String> lines, int at) {
        StringBuilder paragraph = new StringBuilder();
        for (int i = at - 1; i >= 0 && lines.get(i).startsWith("# "); i--) {
            paragraph.append(lines.get(i));
        }
        return paragraph.toString();
    }

    private static Map<String, String> values(String text) {
        RawConfig raw = ConfText.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), new FixedHostNames("n"));
        return raw.values().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().text()));
    }
}
