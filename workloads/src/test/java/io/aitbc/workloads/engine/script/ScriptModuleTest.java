package io.aitbc.workloads.engine.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.aitbc.workloads.engine.TorchEngine;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The script {@code sample.torchscript} beside this class, which keeps a sum. */
final class ScriptModuleTest {
    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    private static ScriptModule sample() {
        String code = new ScriptSource()
                .file(ScriptModuleTest.class, "sample.torchscript")
                .constant("factor", "float", 2.5)
                .code();
        return new ScriptModule(new ScriptArchive(code, "Sample", java.util.Collections.singletonMap("sum", null)));
    }

    @Test
    void methods_take_and_give_values_and_keep_state() {
        try (ScriptModule module = sample();
                NDManager manager = TorchEngine.manager(Device.cpu())) {
            NDArray one = manager.create(new float[] {1, 2, 3});
            module.run("add", one, new long[] {1, 1, 2}, new double[] {0.5});
            module.run("add", one, new long[] {0, 0, 1}, new double[] {0.5});
            assertThat(module.tensor(manager, "total").toFloatArray()).containsExactly(3.5f, 6, 23.5f);
            assertThat(module.test("more_than", 32.0, true)).isTrue();
            assertThat(module.test("more_than", 33.0, true)).isFalse();
            assertThat(module.text("named", "x", 3)).isEqualTo("xxx");
        }
    }

    @Test
    void modules_do_not_share_state() {
        try (ScriptModule first = sample();
                ScriptModule second = sample();
                NDManager manager = TorchEngine.manager(Device.cpu())) {
            NDArray one = manager.create(new float[] {1});
            first.run("add", one, new long[] {1}, new double[] {0});
            assertThat(first.test("more_than", 0.0, false)).isTrue();
            assertThat(second.test("more_than", 0.0, false)).isFalse();
        }
    }

    @Test
    void an_error_in_the_script_is_an_exception() {
        try (ScriptModule module = sample()) {
            assertThatThrownBy(() -> module.run("fail"))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("on purpose");
            assertThat(module.test("more_than", 0.0, false)).isFalse();
        }
        assertThatThrownBy(() -> new ScriptModule(new ScriptArchive("class M(Module):\n  x\n", "M", Map.of())))
                .isInstanceOf(EngineException.class);
    }

    @Test
    void archives_are_the_same_each_time() {
        ScriptArchive archive = new ScriptArchive("class M(Module):\n  training : bool\n", "M", Map.of());
        assertThat(archive.bytes()).containsExactly(archive.bytes());
    }
}
