package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.keys.Authenticator;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.protocols.v1.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets in whoever holds a key of the right role. The request's body is held back meanwhile. */
final class Guard {
    private static final String PRINCIPAL = "principal";
    private static final String SCHEME = "bearer ";
    private static final int LONGEST = 4096;

    private final Authenticator keys;
    private final boolean dev;

    Guard(Authenticator keys, boolean dev) {
        this.keys = keys;
        this.dev = dev;
    }

    /** A handler that goes on for a holder of any of {@code roles}; an admin may do everything. */
    Handler<RoutingContext> require(Role... roles) {
        return context -> {
            Optional<String> bearer = bearer(context);
            if (bearer.isEmpty()) {
                Answers.fail(context, unknown("send the header Authorization: Bearer KEY"));
                return;
            }
            admit(context, bearer.get(), roles);
        };
    }

    /** The same, but in dev mode somebody without any key is let in too. */
    Handler<RoutingContext> requireUnlessDev(Role... roles) {
        Handler<RoutingContext> strict = require(roles);
        return context -> {
            if (dev && bearer(context).isEmpty()) {
                context.next();
            } else {
                strict.handle(context);
            }
        };
    }

    static Principal principal(RoutingContext context) {
        Principal principal = maybePrincipal(context);
        if (principal == null) {
            throw new IllegalStateException("a route without its guard");
        }
        return principal;
    }

    static @Nullable Principal maybePrincipal(RoutingContext context) {
        return context.get(PRINCIPAL);
    }

    private void admit(RoutingContext context, String bearer, Role... roles) {
        context.request().pause();
        Future.fromCompletionStage(keys.principal(bearer), context.vertx().getOrCreateContext())
                .onSuccess(holder -> {
                    context.request().resume();
                    enter(context, holder, roles);
                })
                .onFailure(e -> {
                    context.request().resume();
                    Answers.fail(context, e);
                });
    }

    private static void enter(RoutingContext context, Optional<Principal> holder, Role... roles) {
        if (holder.isEmpty()) {
            Answers.fail(context, unknown("this key is not known here, or was revoked"));
        } else if (!(holder.get().isAny(roles) || holder.get().isAny(Role.ADMIN))) {
            String wanted = Arrays.stream(roles).map(Role::toString).collect(Collectors.joining(" or "));
            Answers.fail(
                    context,
                    new Refusal(ErrorCode.FORBIDDEN_ROLE, "this key may not do that; it takes a key of role " + wanted)
                            .passing());
        } else {
            context.put(PRINCIPAL, holder.get());
            context.next();
        }
    }

    private static Optional<String> bearer(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null
                || header.length() > LONGEST
                || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        String key = header.substring(SCHEME.length()).strip();
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }

    private static Refusal unknown(String message) {
        return new Refusal(ErrorCode.UNAUTHORIZED_KEY, message).passing();
    }
}
