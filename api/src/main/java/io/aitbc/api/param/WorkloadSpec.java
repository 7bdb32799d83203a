package io.aitbc.api.param;

import io.aitbc.api.job.Params;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workload's declaration: its name and what it takes.
 *
 * @param exclusive true when a run must have the device to itself
 * @param oneOf groups of parameters; a job gives exactly one of each group
 */
public record WorkloadSpec(
        String name, String description, boolean exclusive, List<ParamSpec> params, List<List<String>> oneOf) {
    public WorkloadSpec {
        params = List.copyOf(params);
        oneOf = oneOf.stream().map(List::copyOf).toList();
    }

    /** One whose parameters do not depend on each other. */
    public WorkloadSpec(String name, String description, boolean exclusive, List<ParamSpec> params) {
        this(name, description, exclusive, params, List.of());
    }

    /**
     * Checks a job's parameters and fills in defaults, in the order of the declaration.
     *
     * @throws InvalidParamsException for the first parameter that is unknown, missing, of the wrong type or out of
     *     range
     */
    public Params validate(Params given) throws InvalidParamsException {
        for (String name : given.values().keySet()) {
            if (params.stream().noneMatch(spec -> spec.name().equals(name))) {
                throw new InvalidParamsException(name, "is not a parameter of " + this.name + "; it takes " + names());
            }
        }
        Map<String, @Nullable Object> checked = new LinkedHashMap<>();
        for (ParamSpec spec : params) {
            Object value = ParamCheck.check(spec, given.get(spec.name()));
            if (value != null) {
                checked.put(spec.name(), value);
            }
        }
        for (List<String> group : oneOf) {
            requireOne(group, checked);
        }
        return new Params(checked);
    }

    /**
     * The input files that a job names, each once, in the order of the declaration.
     *
     * @param checked what {@link #validate} made of the job's parameters
     */
    public List<InputFile> inputs(Params checked) {
        Map<String, InputFile> inputs = new LinkedHashMap<>();
        for (ParamSpec spec : params) {
            if (spec instanceof ParamSpec.File file && checked.get(file.name()) instanceof String sha256) {
                InputFile same = inputs.get(sha256);
                long most = same == null ? file.maxBytes() : Math.min(file.maxBytes(), same.maxBytes());
                inputs.put(sha256, new InputFile(file.name(), sha256, most));
            }
        }
        return List.copyOf(inputs.values());
    }

    private static void requireOne(List<String> group, Map<String, @Nullable Object> checked)
            throws InvalidParamsException {
        List<String> present = group.stream().filter(checked::containsKey).toList();
        if (present.isEmpty()) {
            throw new InvalidParamsException(group.get(0), "is missing; give one of " + String.join(", ", group));
        }
        if (present.size() > 1) {
            throw new InvalidParamsException(
                    present.get(1),
                    "must be absent when " + present.get(0) + " is given; give one of " + String.join(", ", group));
        }
    }

    private String names() {
        return String.join(", ", params.stream().map(ParamSpec::name).toList());
    }
}
