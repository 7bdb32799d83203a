package io.aitbc.agent.config;

import java.util.List;

/** What a key's value looks like. */
sealed interface Form {
    /** For a message: "must be …". */
    String allowed();

    /** A whole number, both ends included. */
    record Whole(long min, long max, String unit) implements Form {
        @Override
        public String allowed() {
            return "a whole number " + (unit.isEmpty() ? "" : "of " + unit + " ") + "from " + min + " to " + max;
        }
    }

    /** One of a few words, in any case. */
    record Word(List<String> words) implements Form {
        public Word {
            words = List.copyOf(words);
        }

        @Override
        public String allowed() {
            return "one of " + String.join(", ", words);
        }
    }

    /** An absolute directory. */
    record Directory() implements Form {
        @Override
        public String allowed() {
            return "an absolute path";
        }
    }

    /** Text with rules of its own. */
    record Text(String allowed) implements Form {}

    static Form seconds(long min, long max) {
        return new Whole(min, max, "seconds");
    }

    static Form mebibytes(long min, long max) {
        return new Whole(min, max, "MiB");
    }

    static Form oneOf(String... words) {
        return new Word(List.of(words));
    }
}
