package io.aitbc.workloads.text;

/** A request in a model's own terms. */
final class GenerationTask {
    private final GenerationRequest request;
    private final int[] prompt;
    private final int most;
    private final int vocabulary;
    private final Words words;

    /**
     * @param prompt at least one token
     * @param most tokens to choose, at least 1
     * @param vocabulary size of it
     */
    GenerationTask(GenerationRequest request, int[] prompt, int most, int vocabulary, Words words) {
        this.request = request;
        this.prompt = prompt.clone();
        this.most = most;
        this.vocabulary = vocabulary;
        this.words = words;
    }

    GenerationRequest request() {
        return request;
    }

    int[] prompt() {
        return prompt.clone();
    }

    int promptLength() {
        return prompt.length;
    }

    int most() {
        return most;
    }

    int vocabulary() {
        return vocabulary;
    }

    Words words() {
        return words;
    }
}
