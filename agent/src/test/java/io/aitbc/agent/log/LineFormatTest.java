package io.aitbc.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.config.LogLevel;
import io.aitbc.agent.config.Secret;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LineFormatTest {
    private final CapturedLog log = new CapturedLog(LineFormat.Style.PLAIN);
    private final Logger logger = log.logger("io.aitbc.agent.job.Jobs");

    private static String journal(java.util.function.Consumer<Logger> event) {
        CapturedLog log = new CapturedLog(LineFormat.Style.JOURNAL);
        log.logging().level(LogLevel.TRACE);
        event.accept(log.logger("io.aitbc.x"));
        return log.text();
    }

    @Test
    void isTimeLevelMessageAndPairs() {
        logger.atInfo().addKeyValue("job", "j-17").addKeyValue("attempt", 2).log("job leased");
        assertThat(log.text())
                .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  job leased job=j-17 attempt=2\n");
    }

    @Test
    void underJournaldIsAPriorityInsteadOfTimeAndLevel() {
        assertThat(journal(l -> l.atError().addKeyValue("a", 1).log("m"))).isEqualTo("<3>m a=1\n");
        assertThat(journal(l -> l.warn("m"))).isEqualTo("<4>m\n");
        assertThat(journal(l -> l.info("m"))).isEqualTo("<6>m\n");
        assertThat(journal(l -> l.debug("m"))).isEqualTo("<7>m\n");
        assertThat(journal(l -> l.trace("m"))).isEqualTo("<7>m\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            value = {
                "plain-word_1.2:3/4¦plain-word_1.2:3/4",
                "two words¦\"two words\"",
                "a=b¦\"a=b\"",
                "say \"hi\"¦\"say \\\"hi\\\"\"",
                "back\\slash¦\"back\\\\slash\"",
                "grün¦\"grün\"",
                "§§¦\"\"",
            })
    void quotesAValueThatIsMoreThanAWord(String value, String expected) {
        assertThat(journal(l -> l.atInfo().addKeyValue("k", value).log("m"))).isEqualTo("<6>m k=" + expected + "\n");
    }

    @Test
    void showsANullAsSuch() {
        assertThat(journal(l -> l.atInfo().addKeyValue("k", (Object) null).log("m")))
                .isEqualTo("<6>m k=null\n");
    }

    @Test
    void aValueCannotBeginALineOrHideOne() {
        String forged = "x\n<3>all is lost\r\u001b[2K\u202e\u2028\u0085\ud800end";
        assertThat(journal(l -> l.atInfo().addKeyValue("cause", forged).log("m")))
                .isEqualTo("<6>m cause=\"x\\n<3>all is lost\\u{d}\\u{1b}[2K\\u{202e}\\u{2028}\\u{85}\\u{d800}end\"\n");
        assertThat(journal(l -> l.info(forged))).hasLineCount(1).doesNotContain("\u001b");
        assertThat(journal(l -> l.info("m", new IOException(forged))))
                .hasLineCount(1)
                .doesNotContain("\u001b");
    }

    @Test
    void isBoundedInLength() {
        String huge = "y".repeat(1_000_000);
        String line = journal(l -> {
            var event = l.atInfo().setCause(new IllegalStateException(huge, new IOException(huge)));
            for (int i = 0; i < 100; i++) {
                event = event.addKeyValue("k" + i, huge);
            }
            event.log(huge);
        });
        assertThat(line.length()).isLessThan(30_000);
        assertThat(line).contains("…(1000000 characters)").contains(" k19=").doesNotContain(" k20=");
    }

    @Test
    void namesCausesAndPlaceOfAnError() {
        IOException error = new IOException("outer", new IllegalStateException("inner"));
        logger.atWarn().setCause(error).log("it failed");
        assertThat(log.text())
                .contains(" WARN  it failed error=\"java.io.IOException: outer\"")
                .contains(" cause=\"java.lang.IllegalStateException: inner\"")
                .contains(" at=\"LineFormatTest.namesCausesAndPlaceOfAnError:");
    }

    @Test
    void aCircleOfCausesEnds() {
        IOException a = new IOException("a");
        IOException b = new IOException("b", a);
        a.initCause(b);
        assertThat(journal(l -> l.info("m", a))).hasLineCount(1);
    }

    @Test
    void librariesAreNamedAndQuiet() {
        Logger netty = log.logger("io.netty.handler");
        netty.info("chatter");
        netty.warn("trouble");
        logger.debug("detail");
        assertThat(log.text()).hasLineCount(1).endsWith(" WARN  trouble logger=io.netty.handler\n");
    }

    @Test
    void theLevelChangesLive() {
        log.logging().level(LogLevel.DEBUG);
        logger.debug("one");
        log.logger("io.vertx.core").info("library");
        log.logging().level(LogLevel.ERROR);
        logger.warn("two");
        assertThat(log.text()).hasLineCount(1).contains("DEBUG one");
    }

    @Test
    void theKeyNeverAppears() {
        String key = "sk+live/0123\"456\\789";
        log.logging().protect(new Secret(key));
        log.logging().protect(new Secret("second-key"));
        logger.atInfo()
                .addKeyValue("header", "Bearer " + key)
                .addKeyValue("list", List.of(key, "second-key"))
                .addKeyValue("url", "/v1?key=sk%2Blive%2F0123%22456%5C789&x=1")
                .setCause(new IOException("refused " + key, new IllegalStateException(key)))
                .log("sent " + key + " twice " + key);
        assertThat(log.text())
                .contains("sent *** twice ***")
                .contains("header=\"Bearer ***\"")
                .contains("/v1?key=***&x=1")
                .doesNotContain("0123")
                .doesNotContain("second-key");
    }

    /** Whatever is logged with the key anywhere in it, no piece of the key of eight characters is seen. */
    @Test
    void theKeyNeverAppearsInAnyMixture() {
        Random random = new Random(11);
        String key = "K3y!\"\\$%&'()*+,-./:;<=>?@[]^_`{|}~abcXYZ";
        log.logging().protect(new Secret(key));
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                text.append(random.nextBoolean() ? key : "\n=\" x".substring(random.nextInt(5)));
                text.append("z".repeat(random.nextInt(400)));
            }
            logger.atInfo().addKeyValue("v", text).log(text.toString());
        }
        for (int at = 0; at + 8 <= key.length(); at++) {
            assertThat(log.text()).doesNotContain(key.substring(at, at + 8));
        }
    }

    @Test
    void aKeyThatBeginsWithAnOlderOneIsTakenOutWhole() {
        log.logging().protect(new Secret("older"));
        log.logging().protect(new Secret("older-and-longer"));
        logger.info("older-and-longer");
        assertThat(log.text()).endsWith(" ***\n");
    }

    @Test
    void aVeryShortKeyIsNotWorthGarblingTheLogFor() {
        log.logging().protect(new Secret("k"));
        logger.info("ask for work");
        assertThat(log.text()).contains("ask for work");
    }
}
