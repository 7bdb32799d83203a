package io.aitbc.agent.doctor;

import io.aitbc.agent.config.MinerConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Somebody answers at the coordinator's address, and it is no web page. */
record CoordinatorCheck(Patient patient) implements Check {
    private static final String FIX =
            "check COORD_URL, the firewall, a proxy in the environment, and that the coordinator is up";

    @Override
    public String id() {
        return "coordinator";
    }

    @Override
    public Finding examine() throws Exception {
        return patient.atCoordinator(this::knock);
    }

    private Finding knock(MinerConfig config) throws Exception {
        URI url = config.coordinator();
        String first = config.proxy()
                .map(proxy -> "the proxy " + proxy + " on the way to " + url)
                .orElse(url.toString());
        try {
            Knock.Answer answer = patient.knock().get();
            if (answer.html()) {
                return Finding.fail(
                        "a web page answers at " + url + " (status " + answer.status() + ")",
                        "write the coordinator's address, not a web site's, into COORD_URL; a proxy or a login page of the"
                                + " network may be in between");
            }
            return Finding.ok(url + " answers with status " + answer.status() + " after "
                    + answer.took().toMillis() + " ms");
        } catch (ConnectException e) {
            return Finding.fail("nobody listens at " + first, FIX);
        } catch (SocketTimeoutException e) {
            return Finding.fail("nothing comes back from " + first, FIX);
        } catch (UnknownHostException e) {
            return config.proxy().isPresent()
                    ? Finding.fail("the name of " + first + " has no address", FIX)
                    : Finding.skip("the name " + url.getHost() + " has no address (see dns)");
        } catch (SSLException e) {
            return Finding.skip("no connection that can be trusted (see tls)");
        } catch (IOException e) {
            return Finding.fail("what answers at " + url + " cannot be understood: " + e.getMessage(), FIX);
        }
    }
}
