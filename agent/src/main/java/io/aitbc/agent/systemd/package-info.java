/**
 * What systemd is told: that the service is ready, what it does, that it lives, and the log's lines with their fields.
 * Through libsystemd by JNA, because the JDK cannot open a Unix datagram socket. Loaded only under systemd.
 */
@NullMarked
package io.aitbc.agent.systemd;

import org.jspecify.annotations.NullMarked;
