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
 */
public record WorkloadSpec(String name, String description, boolean exclusive, List<ParamSpec> params) {
    public WorkloadSpec {
        params = List.copyOf(params);
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
        return new Params(checked);
    }

    private String names() {
        return String.join(", ", params.stream().map(ParamSpec::name).toList());
    }
}
