package io.aitbc.workloads.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of diffusers for real numbers of steps, chosen as a job chooses. */
final class SchedulerTablesTest {
    private static final double TIMESTEP = 1e-4;

    @ParameterizedTest
    @CsvSource({"tiny-sd", "demo-sd"})
    void what_is_left_of_a_picture_is_the_same_to_the_last_bit(String model) throws Exception {
        Map<?, ?> tables = SchedulerGolden.file(model, "scheduler_tables.json");
        float[] expected = SchedulerGolden.floats(tables.get("alphas_cumprod_float32"));
        Settings settings = new Settings(SchedulerGolden.config(model, Map.of()), SchedulerGolden.stored(false));
        Alphas alphas = Alphas.read(settings, true);
        float[] actual = new float[alphas.length()];
        for (int t = 0; t < actual.length; t++) {
            actual[t] = alphas.at(t);
        }
        assertThat(actual).containsExactly(expected);
        assertThat(alphas.at(0)).isEqualTo(((Number) tables.get("final_alpha_cumprod")).floatValue());
    }

    @ParameterizedTest
    @CsvSource({"tiny-sd", "demo-sd"})
    void runs_are_laid_out_as_in_diffusers(String model) throws Exception {
        Map<?, ?> schedulers =
                (Map<?, ?>) SchedulerGolden.file(model, "scheduler_tables.json").get("schedulers");
        int checked = 0;
        for (Object each : schedulers.values()) {
            Map<?, ?> scheduler = (Map<?, ?>) each;
            if (Schedulers.names().contains(scheduler.get("class"))) {
                for (Map.Entry<?, ?> table : ((Map<?, ?>) scheduler.get("by_steps")).entrySet()) {
                    String steps = (String) table.getKey();
                    check(begin(model, scheduler, steps), (Map<?, ?>) table.getValue());
                    check(
                            SchedulerGolden.plan(SchedulerGolden.effective(scheduler), SchedulerGolden.stored(false))
                                    .begin(Integer.parseInt(steps), new LatentBatch(1, 1)),
                            (Map<?, ?>) table.getValue());
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(84);
    }

    @ParameterizedTest
    @CsvSource({"tiny-sd", "tiny-sdxl", "demo-sd"})
    void whole_pictures_are_laid_out_as_in_diffusers(String model) throws Exception {
        Map<?, ?> golden = (Map<?, ?>) PlainJson.read(
                Files.readAllBytes(ReferenceModels.directory(model).resolve("golden.json")));
        Map<?, ?> trajectories = (Map<?, ?>) golden.get("trajectories");
        String steps = String.valueOf(trajectories.get("steps"));
        int checked = 0;
        for (Map.Entry<?, ?> each : ((Map<?, ?>) trajectories.get("runs")).entrySet()) {
            Map<?, ?> scheduler = (Map<?, ?>) each.getValue();
            if (Schedulers.names().contains(scheduler.get("class"))) {
                boolean karras = String.valueOf(each.getKey()).endsWith("_karras");
                boolean trailing = String.valueOf(each.getKey()).endsWith("_trailing");
                boolean leading = String.valueOf(each.getKey()).endsWith("_leading");
                String spacing = trailing ? "trailing" : leading ? "leading" : null;
                SchedulerChoice choice =
                        new SchedulerChoice((String) scheduler.get("class"), karras ? true : null, spacing, null, true);
                check(
                        SchedulerGolden.plan(SchedulerGolden.config(model, Map.of()), choice)
                                .begin(Integer.parseInt(steps), new LatentBatch(1, 1)),
                        scheduler);
                checked++;
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(4);
    }

    private static Scheduler begin(String model, Map<?, ?> scheduler, String steps) throws Exception {
        Map<?, ?> effective = (Map<?, ?>) scheduler.get("effective_config");
        SchedulerChoice choice = new SchedulerChoice(
                (String) scheduler.get("class"),
                (Boolean) effective.get("use_karras_sigmas"),
                (String) effective.get("timestep_spacing"),
                null,
                false);
        return SchedulerGolden.plan(SchedulerGolden.config(model, Map.of()), choice)
                .begin(Integer.parseInt(steps), new LatentBatch(1, 1));
    }

    private static void check(Scheduler scheduler, Map<?, ?> table) {
        double[] timesteps = ((List<?>) table.get("timesteps"))
                .stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
        assertThat(scheduler.timesteps()).containsExactly(timesteps, within(TIMESTEP));
        assertThat(scheduler.initNoiseSigma()).isEqualTo(((Number) table.get("init_noise_sigma")).floatValue());
        SchedulerGolden.checkSigmas(scheduler, table);
    }
}
