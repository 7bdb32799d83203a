package io.aitbc.workloads.text.jinja;

import io.aitbc.workloads.text.jinja.Statement.Flow;
import io.aitbc.workloads.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads tags and what lies between them. */
final class TemplateParser {
    private static final Statement NOTHING = (scope, output) -> Flow.NEXT;

    private final Tokens tokens;
    private final ExprParser expressions;

    TemplateParser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExprParser(tokens);
    }

    Statement template() {
        Statement whole = body(Set.of());
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.unexpected("the end of the template");
        }
        return whole;
    }

    /** Up to a block tag with one of these names, which is left where it is, or to the end. */
    private Statement body(Set<String> ends) {
        List<Statement> statements = new ArrayList<>();
        while (tokens.peek().kind() != Kind.END) {
            Token token = tokens.peek();
            if (token.kind() == Kind.BLOCK && ends.contains(tokens.peek(1).text())) {
                break;
            }
            tokens.take();
            Statement statement = token.kind() == Kind.DATA
                    ? data(token)
                    : token.kind() == Kind.PRINT
                            ? print()
                            : tokens.nested(() -> block(tokens.expectName(), token.line()));
            statements.add(placed(statement, token.line()));
        }
        return inOrder(statements);
    }

    private static Statement inOrder(List<Statement> statements) {
        return (scope, output) -> {
            for (Statement statement : statements) {
                Flow flow = statement.run(scope, output);
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
            return Flow.NEXT;
        };
    }

    private static Statement placed(Statement statement, int line) {
        return (scope, output) -> {
            try {
                scope.budget().spend(1);
                return statement.run(scope, output);
            } catch (TemplateException e) {
                throw e.at(line);
            }
        };
    }

    private static Statement data(Token token) {
        Text text = Text.own(token.text());
        return (scope, output) -> {
            output.append(text);
            return Flow.NEXT;
        };
    }

    private Statement print() {
        Expr value = expressions.tuple();
        tokens.expectEnd(Kind.PRINT);
        return (scope, output) -> {
            output.append(new Printer(scope.budget()).print(value.eval(scope)));
            return Flow.NEXT;
        };
    }

    private Statement block(String name, int line) {
        return switch (name) {
            case "if" -> branch();
            case "for" -> loop();
            case "set" -> set();
            case "macro" -> macro();
            case "generation" -> generation();
            case "break" -> jump(Flow.BREAK);
            case "continue" -> jump(Flow.CONTINUE);
            default -> throw new TemplateException("there is no tag called " + name + " here").at(line);
        };
    }

    private Statement jump(Flow flow) {
        tokens.expectEnd(Kind.BLOCK);
        return (scope, output) -> flow;
    }

    /** Marks what an assistant said, for those who train; nothing here. */
    private Statement generation() {
        tokens.expectEnd(Kind.BLOCK);
        Statement body = body(Set.of("endgeneration"));
        end("endgeneration");
        return body;
    }

    private void end(String name) {
        if (tokens.peek().kind() != Kind.BLOCK || !tokens.peek(1).isName(name)) {
            throw tokens.unexpected(name);
        }
        tokens.take();
        tokens.take();
        tokens.expectEnd(Kind.BLOCK);
    }

    private Statement branch() {
        Expr test = expressions.tuple();
        tokens.expectEnd(Kind.BLOCK);
        Statement whenTrue = body(Set.of("elif", "else", "endif"));
        Statement otherwise = NOTHING;
        if (tokens.take().kind() != Kind.BLOCK) {
            throw tokens.unexpected("endif");
        }
        switch (tokens.expectName()) {
            case "elif" -> otherwise = tokens.nested(this::branch);
            case "else" -> {
                tokens.expectEnd(Kind.BLOCK);
                otherwise = body(Set.of("endif"));
                end("endif");
            }
            case "endif" -> tokens.expectEnd(Kind.BLOCK);
            default -> throw tokens.unexpected("endif");
        }
        Statement whenFalse = otherwise;
        return (scope, output) -> {
            Statement chosen = Values.truth(test.eval(scope)) ? whenTrue : whenFalse;
            return chosen.run(scope, output);
        };
    }

    private Statement loop() {
        List<String> names = names();
        if (!tokens.takeName("in")) {
            throw tokens.unexpected("in");
        }
        Expr items = expressions.tupleOfOr();
        Expr filter = tokens.takeName("if") ? expressions.expression() : scope -> true;
        tokens.expectEnd(Kind.BLOCK);
        Statement body = body(Set.of("else", "endfor"));
        Statement whenEmpty = NOTHING;
        if (tokens.peek(1).isName("else")) {
            end("else");
            whenEmpty = body(Set.of("endfor"));
        }
        end("endfor");
        return new LoopStatement(names, items, filter, body, whenEmpty);
    }

    private List<String> names() {
        boolean enclosed = tokens.takeOperator("(");
        List<String> names = new ArrayList<>(List.of(tokens.expectName()));
        while (tokens.takeOperator(",")) {
            names.add(tokens.expectName());
        }
        if (enclosed) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private Statement set() {
        if (tokens.peek(1).isOperator(".")) {
            return setMember();
        }
        List<String> names = names();
        if (tokens.takeOperator("=")) {
            Expr value = expressions.tuple();
            tokens.expectEnd(Kind.BLOCK);
            return (scope, output) -> {
                bind(scope, names, value.eval(scope));
                return Flow.NEXT;
            };
        }
        tokens.expectEnd(Kind.BLOCK);
        Statement body = body(Set.of("endset"));
        end("endset");
        return (scope, output) -> {
            Output captured = new Output(scope.budget());
            body.run(scope.inner(), captured);
            bind(scope, names, captured.text());
            return Flow.NEXT;
        };
    }

    private Statement setMember() {
        String holder = tokens.expectName();
        tokens.expectOperator(".");
        String name = tokens.expectName();
        tokens.expectOperator("=");
        Expr value = expressions.tuple();
        tokens.expectEnd(Kind.BLOCK);
        return (scope, output) -> {
            if (!(scope.get(holder) instanceof Namespace namespace)) {
                throw new TemplateException(holder + " is no namespace, and only those have members to set");
            }
            namespace.set(name, value.eval(scope));
            return Flow.NEXT;
        };
    }

    /** Gives the value to the name, or its items to the names. */
    static void bind(Scope scope, List<String> names, Object value) {
        if (names.size() == 1) {
            scope.set(names.get(0), value);
            return;
        }
        List<Object> items = Values.items(value, scope.budget());
        if (items.size() != names.size()) {
            throw new TemplateException(items.size() + " values for " + names.size() + " names");
        }
        for (int at = 0; at < names.size(); at++) {
            scope.set(names.get(at), items.get(at));
        }
    }

    private Statement macro() {
        String name = tokens.expectName();
        tokens.expectOperator("(");
        List<Macro.Parameter> parameters = new ArrayList<>();
        while (!tokens.takeOperator(")")) {
            String parameter = tokens.expectName();
            Expr otherwise = tokens.takeOperator("=") ? expressions.expression() : scope -> new Undefined(parameter);
            parameters.add(new Macro.Parameter(parameter, otherwise));
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        tokens.expectEnd(Kind.BLOCK);
        Statement body = body(Set.of("endmacro"));
        end("endmacro");
        return (scope, output) -> {
            scope.set(name, new Macro(name, parameters, body, scope));
            return Flow.NEXT;
        };
    }
}
