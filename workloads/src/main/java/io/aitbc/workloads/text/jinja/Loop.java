package io.aitbc.workloads.text.jinja;

import java.util.List;

/** What a loop's body knows as {@code loop}. */
final class Loop implements Members {
    private final List<Object> items;
    private int index;

    Loop(List<Object> items) {
        this.items = items;
    }

    void at(int place) {
        index = place;
    }

    @Override
    public Object member(String name) {
        int length = items.size();
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) length - index;
            case "revindex0" -> length - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == length - 1;
            case "length" -> (long) length;
            case "previtem" -> item(index - 1, name);
            case "nextitem" -> item(index + 1, name);
            case "cycle" -> (Callable) this::cycle;
            default -> new Undefined("loop." + name);
        };
    }

    private Object item(int at, String name) {
        return at >= 0 && at < items.size() ? items.get(at) : new Undefined("loop." + name);
    }

    private Object cycle(Args args, Budget budget) {
        if (args.positional().isEmpty()) {
            throw new TemplateException("loop.cycle takes at least one value");
        }
        return args.positional().get(index % args.positional().size());
    }
}
