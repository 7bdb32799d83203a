package io.aitbc.api.param;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One declared parameter of a workload. */
public sealed interface ParamSpec {
    String name();

    /** One sentence for a person: what it does, with its unit. */
    String description();

    /** The value that holds when the job gives none; null together with {@code required()} false means "absent". */
    @Nullable
    Object defaultValue();

    boolean required();

    /** A whole number from {@code min} to {@code max}, both included. */
    record Int(
            String name,
            String description,
            boolean required,
            @Nullable BigInteger defaultValue,
            BigInteger min,
            BigInteger max)
            implements ParamSpec {}

    /** A finite number from {@code min} to {@code max}, both included. */
    record Num(
            String name,
            String description,
            boolean required,
            @Nullable Double defaultValue,
            double min,
            double max) implements ParamSpec {}

    /** True or false. */
    record Bool(
            String name,
            String description,
            boolean required,
            @Nullable Boolean defaultValue) implements ParamSpec {}

    /** Text of at most {@code maxLength} UTF-16 units. */
    record Text(
            String name,
            String description,
            boolean required,
            @Nullable String defaultValue,
            int maxLength) implements ParamSpec {}

    /** One of a closed list of words. */
    record Choice(
            String name,
            String description,
            boolean required,
            @Nullable String defaultValue,
            List<String> choices) implements ParamSpec {
        public Choice {
            choices = List.copyOf(choices);
        }
    }

    /**
     * An input file, named by the SHA-256 of its bytes: 64 lower-case hex digits. The job's value is that name and
     * nothing else, so it can be no path; the bytes are in the run's hands before it begins.
     *
     * @param mediaTypes what the file may be, for people: what its bytes really are is for the workload to find out
     * @param maxBytes largest file that is fetched
     */
    record File(String name, String description, boolean required, long maxBytes, List<String> mediaTypes)
            implements ParamSpec {
        public File {
            mediaTypes = List.copyOf(mediaTypes);
        }

        @Override
        public @Nullable Object defaultValue() {
            return null;
        }
    }

    /**
     * A list of 1 to {@code maxItems} texts, each of 1 to {@code maxLength} UTF-16 units; a single text stands for a
     * list of one.
     */
    record Texts(String name, String description, boolean required, int maxItems, int maxLength) implements ParamSpec {
        @Override
        public @Nullable Object defaultValue() {
            return null;
        }
    }

    /** A list of 1 to {@code maxItems} whole numbers from {@code min} to {@code max}, both included. */
    record Ints(String name, String description, boolean required, int maxItems, BigInteger min, BigInteger max)
            implements ParamSpec {
        @Override
        public @Nullable Object defaultValue() {
            return null;
        }
    }

    /**
     * A conversation: a list of 1 to {@code maxItems} objects {@code {"role": …, "content": …}}, the role one of
     * {@code roles}, the contents together at most {@code maxLength} UTF-16 units.
     */
    record Messages(String name, String description, boolean required, int maxItems, int maxLength, List<String> roles)
            implements ParamSpec {
        public Messages {
            roles = List.copyOf(roles);
        }

        @Override
        public @Nullable Object defaultValue() {
            return null;
        }
    }
}
