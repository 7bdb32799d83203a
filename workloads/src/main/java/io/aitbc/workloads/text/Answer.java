package io.aitbc.workloads.text;

import io.aitbc.workloads.text.sample.FinishReason;
import java.util.List;

/**
 * What a generation came to.
 *
 * @param choices every token that was chosen, an end-of-text among them
 * @param text what they read as, up to the stop text
 */
record Answer(int promptTokens, List<Choice> choices, String text, FinishReason reason) {
    Answer {
        choices = List.copyOf(choices);
    }
}
