package io.aitbc.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.link.Link.Call;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Registration;
import io.aitbc.testkit.time.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinkTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final Link link = new Link(time);

    private static <T> Answer<T> denied() {
        return new Answer.Fatal<>(401, "UNAUTHORIZED_KEY", "no such key");
    }

    @Test
    void anAdapterThatThrowsIsAReasonToAskAgain() {
        Answer<Object> answer = Link.<Object>ask(() -> {
                    throw new IllegalArgumentException("defect");
                })
                .toCompletableFuture()
                .join();
        assertThat(answer).isInstanceOf(Answer.Retry.class);
        assertThat(((Answer.Retry<?>) answer).cause()).contains("defect");
    }

    @Test
    void aStageThatFailsIsAReasonToAskAgain() {
        CompletableFuture<Answer<Object>> failed = CompletableFuture.failedFuture(new IllegalStateException("defect"));
        assertThat(failed.handle(Link::usable).join()).isInstanceOf(Answer.Retry.class);
    }

    @Test
    void troubleIsRememberedSinceItBeganAndGoesWithTheNextAnswer() {
        assertThat(link.trouble()).isEmpty();
        link.note(Call.NEXT, new Answer.Retry<>("timed out"));
        Instant since = time.now();
        time.advance(Duration.ofMinutes(1));
        link.note(Call.NEXT, new Answer.Retry<>("connection refused"));

        assertThat(link.trouble()).contains(new Link.Trouble(Call.NEXT, false, "connection refused", since));
        link.note(Call.NEXT, new Answer.Ok<>(1));
        assertThat(link.trouble()).isEmpty();
    }

    @Test
    void aNoIsTroubleUnlessItEndsAnOutcome() {
        Answer<Object> no = new Answer.Refused<>(422, "INVALID_PAYLOAD", "wallet must be shorter");
        for (Call call : List.of(Call.REGISTER, Call.HEARTBEAT, Call.NEXT, Call.RENEW)) {
            link.note(call, no);
            assertThat(link.trouble().orElseThrow())
                    .isEqualTo(new Link.Trouble(
                            call, false, "HTTP 422 INVALID_PAYLOAD: wallet must be shorter", time.now()));
            link.note(call, new Answer.Ok<>(1));
        }
        link.note(Call.SUBMIT, no);
        assertThat(link.trouble()).isEmpty();
    }

    @Test
    void aRefusedKeyIsTheWorstTrouble() {
        link.note(Call.NEXT, new Answer.Congested<>(null, "HTTP 503"));
        assertThat(link.denied()).isFalse();
        link.note(Call.SUBMIT, denied());
        link.note(Call.HEARTBEAT, new Answer.Retry<>("timed out"));

        assertThat(link.denied()).isTrue();
        assertThat(link.trouble().orElseThrow().call()).isEqualTo(Call.SUBMIT);
        link.note(Call.SUBMIT, new Answer.Ok<>(1));
        assertThat(link.denied()).isFalse();
    }

    @Test
    void recoveryIsToldOncePerTrouble() {
        AtomicInteger heard = new AtomicInteger();
        link.onRecovered(heard::incrementAndGet);
        link.note(Call.NEXT, new Answer.Ok<>(1));
        assertThat(heard).hasValue(0);
        link.note(Call.NEXT, new Answer.Retry<>("timed out"));
        link.note(Call.NEXT, new Answer.Ok<>(1));
        link.note(Call.NEXT, new Answer.Ok<>(1));
        assertThat(heard).hasValue(1);
    }

    @Test
    void termsOutliveAnOutageButAreAskedForAgain() {
        assertThat(link.termsKnown()).isFalse();
        Registration terms = new Registration(null, null, Duration.ofSeconds(30), null, 1, 2);
        link.registered(terms);
        link.forgetRegistration();

        assertThat(link.isRegistered()).isFalse();
        assertThat(link.termsKnown()).isTrue();
        assertThat(link.registration()).isEqualTo(terms);
    }

    @Test
    void theLastHeartbeatThatWasAnsweredIsRemembered() {
        assertThat(link.lastHeartbeatAt()).isEmpty();
        link.note(Call.HEARTBEAT, denied());
        assertThat(link.lastHeartbeatAt()).isEmpty();
        link.note(Call.HEARTBEAT, new Answer.Ok<>(1));
        assertThat(link.lastHeartbeatAt()).contains(time.now());
    }
}
