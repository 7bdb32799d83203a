package io.aitbc.workloads.text.jinja;

import java.util.List;

/** A piece of a template with a name and parameters; gives the text that it writes. */
record Macro(String name, List<Parameter> parameters, Statement body, Scope home) implements Callable {
    record Parameter(String name, Expr otherwise) {}

    @Override
    public Object call(Args args, Budget budget) {
        if (args.positional().size() > parameters.size()) {
            throw new TemplateException("the macro " + name + " takes " + parameters.size() + " values");
        }
        budget.enter();
        budget.spend(parameters.size());
        Scope scope = home.inner();
        for (int at = 0; at < parameters.size(); at++) {
            Parameter parameter = parameters.get(at);
            boolean given = at < args.positional().size() || args.named().containsKey(parameter.name());
            Object value = given
                    ? args.required(at, parameter.name())
                    : parameter.otherwise().eval(scope);
            scope.set(parameter.name(), value);
        }
        Output output = new Output(budget);
        body.run(scope, output);
        budget.leave();
        return output.text();
    }
}
