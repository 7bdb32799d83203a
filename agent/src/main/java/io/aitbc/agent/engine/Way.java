package io.aitbc.agent.engine;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** How an address is reached: straight, or through a proxy. */
@FunctionalInterface
public interface Way {
    /** Connects to nobody yet. */
    HttpURLConnection open(URI url) throws IOException;
}
