package io.aitbc.workloads.text.jinja;

import java.util.List;

/** A loop: its filter first, so that {@code loop} counts what is left. */
record LoopStatement(List<String> names, Expr items, Expr filter, Statement body, Statement whenEmpty)
        implements Statement {
    @Override
    public Flow run(Scope scope, Output output) {
        List<Object> kept = Values.items(items.eval(scope), scope.budget());
        kept.removeIf(item -> {
            Scope inner = scope.inner();
            TemplateParser.bind(inner, names, item);
            return !Values.truth(filter.eval(inner));
        });
        if (kept.isEmpty()) {
            return whenEmpty.run(scope, output);
        }
        Loop loop = new Loop(kept);
        for (int at = 0; at < kept.size(); at++) {
            scope.budget().spend(1);
            loop.at(at);
            Scope inner = scope.inner();
            inner.set("loop", loop);
            TemplateParser.bind(inner, names, kept.get(at));
            if (body.run(inner, output) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }
}
