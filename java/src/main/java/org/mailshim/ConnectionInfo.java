package org.mailshim;

import java.util.Optional;
import org.mailshim.transport.Endpoint;

/**
 * How a client is set and what it has, without any secret: a snapshot.
 *
 * @param target where it connects to
 * @param tls when the connection is encrypted
 * @param user who it authenticates as
 * @param connected whether there is a session
 * @param server with whom the last session is or was; empty before the first
 * @param encrypted whether that is or was encrypted
 */
public record ConnectionInfo(
    String target,
    TlsMode tls,
    Optional<String> user,
    boolean connected,
    Optional<Endpoint> server,
    boolean encrypted) {}
