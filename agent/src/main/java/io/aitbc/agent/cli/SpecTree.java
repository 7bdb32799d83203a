package io.aitbc.agent.cli;

import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workload's declaration as the values of its JSON form, which is the form of the declaration files. */
final class SpecTree {
    private SpecTree() {}

    static Map<String, @Nullable Object> of(WorkloadSpec spec) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", spec.name());
        tree.put("description", spec.description());
        tree.put("exclusive", spec.exclusive());
        tree.put("params", spec.params().stream().map(SpecTree::param).toList());
        if (!spec.oneOf().isEmpty()) {
            tree.put("one_of", spec.oneOf());
        }
        return tree;
    }

    private static Map<String, @Nullable Object> param(ParamSpec spec) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", spec.name());
        tree.put("type", type(spec));
        if (spec instanceof ParamSpec.Int whole) {
            tree.put("min", whole.min());
            tree.put("max", whole.max());
        } else if (spec instanceof ParamSpec.Num number) {
            tree.put("min", number.min());
            tree.put("max", number.max());
        } else if (spec instanceof ParamSpec.Text text) {
            tree.put("max_length", text.maxLength());
        } else if (spec instanceof ParamSpec.Choice choice) {
            tree.put("choices", choice.choices());
        } else if (spec instanceof ParamSpec.File file) {
            tree.put("max_bytes", file.maxBytes());
            tree.put("media_types", file.mediaTypes());
        } else if (spec instanceof ParamSpec.Texts texts) {
            tree.put("max_items", texts.maxItems());
            tree.put("max_length", texts.maxLength());
        } else if (spec instanceof ParamSpec.Ints ints) {
            tree.put("max_items", ints.maxItems());
            tree.put("min", ints.min());
            tree.put("max", ints.max());
        } else if (spec instanceof ParamSpec.Messages messages) {
            tree.put("max_items", messages.maxItems());
            tree.put("max_length", messages.maxLength());
            tree.put("roles", messages.roles());
        }
        tree.put("required", spec.required());
        if (spec.defaultValue() != null) {
            tree.put("default", spec.defaultValue());
        }
        tree.put("description", spec.description());
        return tree;
    }

    private static String type(ParamSpec spec) {
        if (spec instanceof ParamSpec.Int) {
            return "int";
        } else if (spec instanceof ParamSpec.Num) {
            return "number";
        } else if (spec instanceof ParamSpec.Bool) {
            return "bool";
        } else if (spec instanceof ParamSpec.File) {
            return "file";
        } else if (spec instanceof ParamSpec.Texts) {
            return "texts";
        } else if (spec instanceof ParamSpec.Ints) {
            return "ints";
        } else if (spec instanceof ParamSpec.Messages) {
            return "messages";
        }
        return spec instanceof ParamSpec.Text ? "text" : "choice";
    }

    /** What a value may be, for a person. */
    static String allowed(ParamSpec spec) {
        if (spec instanceof ParamSpec.Int whole) {
            return whole.min() + " … " + whole.max();
        } else if (spec instanceof ParamSpec.Num number) {
            return number.min() + " … " + number.max();
        } else if (spec instanceof ParamSpec.Text text) {
            return "text, at most " + text.maxLength();
        } else if (spec instanceof ParamSpec.Choice choice) {
            return String.join("|", choice.choices());
        } else if (spec instanceof ParamSpec.File file) {
            return "SHA-256 of a file of at most " + file.maxBytes() + " bytes: " + String.join("|", file.mediaTypes());
        } else if (spec instanceof ParamSpec.Texts texts) {
            return "text or list of up to " + texts.maxItems();
        } else if (spec instanceof ParamSpec.Ints ints) {
            return "list of up to " + ints.maxItems() + " from " + ints.min() + " … " + ints.max();
        } else if (spec instanceof ParamSpec.Messages messages) {
            return "list of up to " + messages.maxItems() + " {role, content}";
        }
        return "true|false";
    }
}
