package io.aitbc.testkit.net;

import java.io.IOException;

/** Decides how a request is answered; called on the connection's own thread. */
@FunctionalInterface
public interface Responder {
    /** @throws IOException drops the connection */
    Reply reply(Recorded request) throws IOException;
}
