package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.doctor.Finding;
import io.aitbc.agent.doctor.Machine;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The key is tried with a call that changes nothing, over the real wire. */
@Timeout(60)
class KeyTrialTest {
    private static final String RENEW = "/v1/miner/leases/renew";

    @TempDir
    Path directory;

    private FaultServer server;
    private Machine machine;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
        machine = new Machine(directory, server.url());
        machine.key = OwnersBench::tried;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Finding finding(Reply reply) throws Exception {
        server.on("POST", RENEW, reply);
        return machine.finding("key");
    }

    @Test
    void aKeyThatIsTakenIsTold() throws Exception {
        Finding finding = finding(Reply.json(200, "{\"leases\":[],\"lost\":[]}"));
        assertThat(finding.evidence()).isEqualTo("the coordinator takes the key");
        Recorded asked = server.requests().stream()
                .filter(request -> request.path().equals(RENEW))
                .findFirst()
                .orElseThrow();
        assertThat(asked.header("authorization")).isEqualTo("Bearer secret-key-0123");
        assertThat(server.requests())
                .as("nothing else needs the key")
                .filteredOn(request -> request.header("authorization") != null)
                .hasSize(1);
    }

    @Test
    void aKeyThatIsRefusedIsTold() throws Exception {
        Finding finding =
                finding(Reply.json(401, "{\"error\":{\"code\":\"UNAUTHORIZED_KEY\",\"message\":\"unknown key\"}}"));
        assertThat(finding.result()).isEqualTo(Finding.Result.FAIL);
        assertThat(finding.evidence())
                .contains("401 UNAUTHORIZED_KEY: unknown key")
                .doesNotContain("secret-key");
    }

    @Test
    void aCoordinatorThatKnowsOnlyTheGuidesCallsIsTold() throws Exception {
        assertThat(finding(Reply.json(404, "{\"detail\":\"Not Found\"}")).result())
                .isEqualTo(Finding.Result.SKIP);
    }

    @Test
    void aWebPageIsNoAnswer() throws Exception {
        assertThat(finding(Reply.html(200)).result()).isEqualTo(Finding.Result.FAIL);
    }

    @Test
    void nobodyIsNoAnswer() throws Exception {
        server.on("POST", RENEW, Reply.drop());
        assertThat(machine.finding("key").evidence()).startsWith("the key could not be tried");
        server.close();
        assertThat(machine.finding("key").evidence()).startsWith("the coordinator does not answer");
    }
}
