package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.jobs.Delivery;
import io.aitbc.coordinator.jobs.ProofCheck;
import io.aitbc.coordinator.jobs.Proofs;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.outputs.OutputStore;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;

/**
 * {@code POST /v1/miner/proof}. An output inside it is checked and stored first; the proof itself is what makes it
 * count.
 */
final class ProofCall {
    private final Posts posts;
    private final Queries queries;
    private final Proofs proofs;
    private final OutputStore outputs;

    ProofCall(Posts posts, Queries queries, Proofs proofs, OutputStore outputs) {
        this.posts = posts;
        this.queries = queries;
        this.proofs = proofs;
        this.outputs = outputs;
    }

    void mount(Router router, Guard guard) {
        router.post("/v1/miner/proof").handler(guard.require(Role.MINER)).handler(this::prove);
    }

    private void prove(RoutingContext context) {
        posts.decode(context, WireLimits.PROOF_BYTES, ProofRequest.class)
                .compose(decoded -> {
                    ProofRequest proof = decoded.request();
                    ProofRequest.Output output = proof.output();
                    if (output == null || output.inline() == null) {
                        boolean uploaded = output != null && Boolean.TRUE.equals(output.uploaded());
                        return run(context, decoded, uploaded ? Delivery.UPLOADED : Delivery.NONE);
                    }
                    return withInline(context, decoded, output.inline());
                })
                .onSuccess(reply -> Answers.send(context, reply))
                .onFailure(e -> Answers.fail(context, e));
    }

    /** Stores the output when the proof may be accepted; when not, the proof's own answer says why. */
    private Future<Reply> withInline(RoutingContext context, Posts.Decoded<ProofRequest> decoded, String inline) {
        ProofRequest proof = decoded.request();
        return queries.ask(context, sql -> mayBeAccepted(sql, decoded))
                .compose(expected -> context.vertx()
                        .executeBlocking(
                                () -> {
                                    ProofCheck.check(proof);
                                    byte[] bytes = bytes(proof, inline);
                                    if (expected) {
                                        outputs.save(proof.outputSha(), bytes);
                                    }
                                    return expected ? Delivery.INLINE : Delivery.UNSAVED;
                                },
                                false))
                .compose(delivery -> run(context, decoded, delivery));
    }

    private Future<Reply> run(RoutingContext context, Posts.Decoded<ProofRequest> decoded, Delivery delivery) {
        return posts.run(context, decoded, (sql, miner, proof) -> {
            ProofCheck.check(proof);
            return Posts.ok(proofs.prove(sql, miner, proof, delivery));
        });
    }

    private static boolean mayBeAccepted(Sql sql, Posts.Decoded<ProofRequest> decoded) {
        try {
            return Proofs.isExpected(sql, decoded.mark().principal(), decoded.request());
        } catch (Refusal refusal) {
            return false;
        }
    }

    private static byte[] bytes(ProofRequest proof, String inline) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(inline);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("output.inline", "must be base64");
        }
        if (bytes.length > WireLimits.INLINE_OUTPUT_BYTES) {
            throw new Refusal(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "output.inline holds " + bytes.length + " bytes, more than "
                                    + WireLimits.INLINE_OUTPUT_BYTES + "; upload it instead")
                    .at("output.inline");
        }
        if (proof.output() != null && proof.output().bytes() != bytes.length) {
            throw mismatch("output.bytes says " + proof.output().bytes() + ", and output.inline holds " + bytes.length);
        }
        String sha = Hashes.of(bytes);
        if (!sha.equals(proof.outputSha())) {
            throw mismatch("output_sha is not the SHA-256 of output.inline, which is " + sha);
        }
        return bytes;
    }

    private static Refusal mismatch(String message) {
        return new Refusal(ErrorCode.OUTPUT_MISMATCH, message).at("output");
    }
}
