package io.aitbc.agent.doctor;

import io.aitbc.agent.config.HttpProxy;
import io.aitbc.agent.config.MinerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The coordinator's name has an address. */
record DnsCheck(Patient patient) implements Check {
    @Override
    public String id() {
        return "dns";
    }

    @Override
    public Finding examine() throws Exception {
        return patient.atCoordinator(DnsCheck::lookUp);
    }

    private static Finding lookUp(MinerConfig config) {
        String host = config.coordinator().getHost();
        Optional<HttpProxy> proxy = config.proxy();
        if (proxy.isPresent()) {
            return Finding.skip("the proxy " + proxy.get() + " looks up " + host);
        }
        try {
            String addresses = Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return Finding.ok(host + " is " + addresses);
        } catch (UnknownHostException e) {
            return Finding.fail(
                    "the name " + host + " of COORD_URL has no address",
                    "check COORD_URL; try: getent hosts " + host + "; see /etc/resolv.conf");
        }
    }
}
