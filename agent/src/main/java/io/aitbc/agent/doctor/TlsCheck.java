package io.aitbc.agent.doctor;

import io.aitbc.agent.config.HttpProxy;
import io.aitbc.agent.config.MinerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The coordinator can show who it is, and for how long. */
record TlsCheck(Patient patient, InstantSource clock) implements Check {
    private static final int LIMIT_MILLIS = 6000;
    private static final Duration SOON = Duration.ofDays(7);

    @Override
    public String id() {
        return "tls";
    }

    @Override
    public Finding examine() throws Exception {
        return patient.atCoordinator(this::greet);
    }

    private Finding greet(MinerConfig config) {
        URI url = config.coordinator();
        if (!"https".equals(url.getScheme())) {
            return Finding.skip("COORD_URL is http://");
        }
        Optional<HttpProxy> proxy = config.proxy();
        if (proxy.isPresent()) {
            return Finding.skip("the way leads through the proxy " + proxy.get() + " (see coordinator)");
        }
        int port = url.getPort() < 0 ? 443 : url.getPort();
        try {
            X509Certificate certificate =
                    handshake((SSLSocketFactory) SSLSocketFactory.getDefault(), url.getHost(), port);
            return judged(certificate);
        } catch (SSLException e) {
            return refused(url.getHost(), port, e);
        } catch (UnknownHostException e) {
            return Finding.skip("the name " + url.getHost() + " has no address (see dns)");
        } catch (IOException e) {
            return Finding.skip(
                    "no connection to " + url.getHost() + ":" + port + " (see coordinator): " + e.getMessage());
        }
    }

    private Finding judged(X509Certificate certificate) {
        Duration left =
                Duration.between(clock.instant(), certificate.getNotAfter().toInstant());
        String evidence =
                "the certificate of " + certificate.getSubjectX500Principal() + " holds for " + left.toDays() + " days";
        return left.compareTo(SOON) < 0
                ? Finding.warn(evidence, "tell whoever runs the coordinator to renew it")
                : Finding.ok(evidence);
    }

    /** Looks at the certificate once more without judging it, to say what is wrong with it. Nothing is sent. */
    private Finding refused(String host, int port, SSLException why) {
        X509Certificate shown;
        try {
            shown = handshake(Onlooker.factory(), host, port);
        } catch (IOException | GeneralSecurityException e) {
            return Finding.fail(
                    "what answers at " + host + ":" + port + " does not speak TLS as we do: " + why.getMessage(),
                    "check COORD_URL: is it https:// and is the port right?");
        }
        Instant now = clock.instant();
        String subject = shown.getSubjectX500Principal().toString();
        if (now.isAfter(shown.getNotAfter().toInstant())) {
            return Finding.fail(
                    "the certificate of " + subject + " ended on "
                            + shown.getNotAfter().toInstant(),
                    "tell whoever runs the coordinator to renew it; if this machine's clock is wrong (see clock), set it");
        }
        if (now.isBefore(shown.getNotBefore().toInstant())) {
            return Finding.fail(
                    "the certificate of " + subject + " begins on "
                            + shown.getNotBefore().toInstant() + ", and here it is " + now,
                    "set the clock: timedatectl set-ntp true");
        }
        String issuer = shown.getIssuerX500Principal().toString();
        if (String.valueOf(why.getMessage()).contains("No subject alternative")
                || String.valueOf(why.getMessage()).contains("No name matching")) {
            return Finding.fail(
                    "the certificate is for " + subject + " and not for " + host,
                    "write the name that the certificate is for into COORD_URL");
        }
        return Finding.fail(
                "nobody whom this machine trusts vouches for the certificate of " + subject + "; its issuer is "
                        + issuer,
                "if that is your own authority: copy its certificate to /usr/local/share/ca-certificates/NAME.crt,"
                        + " then update-ca-certificates, and restart the miner");
    }

    private static X509Certificate handshake(SSLSocketFactory factory, String host, int port) throws IOException {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(bare, port), LIMIT_MILLIS);
            plain.setSoTimeout(LIMIT_MILLIS);
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, bare, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        }
    }
}
