package io.aitbc.workloads.text;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.job.Params;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.workloads.TestRun;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TasksTest {
    private static GenerationRequest request(Map<String, @Nullable Object> more) throws Exception {
        Map<String, @Nullable Object> params = new HashMap<>(Map.of("model", "m", "prompt", "x"));
        params.putAll(more);
        return GenerationRequest.of(TestRun.declaration(LlmGen.class).validate(new Params(params)));
    }

    @Test
    void anAnswerTellsOfSoManyTokensOnly() throws Exception {
        GenerationRequest twenty = request(Map.of("logprobs", true, "top_logprobs", 20L));
        assertThatCode(() -> Tasks.mustBeToldShortly(twenty, 4761)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Tasks.mustBeToldShortly(twenty, 4762))
                .isInstanceOf(InvalidParamsException.class)
                .hasMessage("max_new_tokens must be at most 4761 with logprobs and top_logprobs 20, since an answer"
                        + " tells of at most 100000 tokens, got 4762");
        GenerationRequest none = request(Map.of("logprobs", true));
        assertThatCode(() -> Tasks.mustBeToldShortly(none, 100_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Tasks.mustBeToldShortly(none, 131_072)).isInstanceOf(InvalidParamsException.class);
        assertThatCode(() -> Tasks.mustBeToldShortly(request(Map.of()), 131_072))
                .doesNotThrowAnyException();
    }
}
