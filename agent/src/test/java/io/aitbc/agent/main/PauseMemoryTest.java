package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.agent.lifecycle.Pause;
import io.aitbc.testkit.fake.MemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseMemoryTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.5Z");

    @TempDir
    Path state;

    private PauseMemory memory() {
        return new PauseMemory(state, new MemoryJournal(new MemoryJournal.Store(), () -> NOON), Runnable::run);
    }

    @Test
    void keepsAPauseForTheNextStart() throws IOException {
        assertThat(memory().kept()).isNull();
        for (Pause.Held held :
                new Pause.Held[] {new Pause.Held(NOON, null, false), new Pause.Held(NOON, NOON.plusSeconds(60), true)
                }) {
            memory().keep(held).toCompletableFuture().join();
            assertThat(memory().kept()).isEqualTo(held);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("paused.json"))))
                .isEqualTo("rw-------");
        memory().keep(null).toCompletableFuture().join();
        memory().keep(null).toCompletableFuture().join();
        assertThat(memory().kept()).isNull();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void aNoteThatCannotBeReadStillPauses() throws IOException {
        for (String text : new String[] {"", "{", "[]", "{\"since\":\"yesterday\"}", "\u0000\u0000"}) {
            Files.writeString(state.resolve("paused.json"), text);
            assertThat(memory().kept()).as(text).isNotNull();
        }
    }

    @Test
    void whatCannotBeWrittenIsTold() throws IOException {
        Files.delete(state);
        assertThatThrownBy(() -> memory().keep(new Pause.Held(NOON, null, false))
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(IOException.class);
        Files.createDirectory(state);
    }
}
