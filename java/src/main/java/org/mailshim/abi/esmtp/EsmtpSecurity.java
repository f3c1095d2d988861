package org.mailshim.abi.esmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Ascii;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.smtp.submission.SubmissionSecurity;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;

/**
 * Encrypts a session with the OpenSSL of the process, in the program's {@code SSL_CTX} or one of
 * the user's files, and has the program decide about what is wrong.
 *
 * <p>The certificate has to name the host that the program has named, by its dNSNames, or by the
 * common name where it has none; not the canonical name, which is whatever the name service says.
 * Where the program has named a domain, whose servers the DNS names, the certificate has to name
 * that domain, or the server if that is in the domain (RFC 6186 §6, RFC 7817 §3). The user's
 * certificate's own common name becomes the identity for AUTH EXTERNAL, unless the program has set
 * another.
 */
final class EsmtpSecurity implements SubmissionSecurity {
  private static final int WEAK_BITS = 40;

  private final HostEvents events;
  private long shared;
  private long own;
  private @Nullable String domain;
  private String host = "";
  private @Nullable String serverName;
  private boolean verifiesHost = true;
  private long prepared;
  private @Nullable EsmtpContext authenticating;

  EsmtpSecurity(HostEvents events) {
    this.events = events;
  }

  /** Uses a program's {@code SSL_CTX}, 0 for none; false without OpenSSL. */
  boolean context(long context) {
    if (context != 0 && !HostCalls.tlsShare(context)) {
      return false;
    }
    if (shared != 0) {
      HostCalls.tlsUnshare(shared);
    }
    shared = context;
    return true;
  }

  /** The next conversations are with servers of a domain, or, with null, with one of a name. */
  void begin(@Nullable String of, @Nullable EsmtpContext context) {
    domain = of;
    authenticating = context;
    if (context != null) {
      context.begin();
    }
  }

  /**
   * The name to ask for and to look for in the certificate, in place of the host's; null for the
   * host's; empty to ask for none, and look for the host's.
   */
  void serverName(@Nullable String name) {
    serverName = name;
  }

  /** Whether the certificate's names are looked at. */
  void verifiesHost(boolean on) {
    verifiesHost = on;
  }

  private String wantedName() {
    return serverName == null ? host : serverName;
  }

  @Override
  public boolean isReady(String server) {
    discard();
    host = server;
    if (shared == 0) {
      own = made(true);
    }
    long context = shared == 0 ? own : shared;
    prepared = context == 0 ? 0 : prepared(context, true);
    return prepared != 0;
  }

  /** A context of the user's files; 0 when they cannot be used. */
  private long made(boolean certificate) {
    int[] problem = new int[1];
    long context = HostCalls.tlsContext(certificate, problem);
    return context == 0 && mayGoOn(problem[0]) ? made(false) : context;
  }

  private long prepared(long context, boolean certificate) {
    int[] problem = new int[1];
    byte[] name = wantedName().getBytes(ISO_8859_1);
    long tls =
        HostCalls.tlsConnection(context, host.getBytes(ISO_8859_1), name, certificate, problem);
    return tls == 0 && mayGoOn(problem[0]) ? prepared(context, false) : tls;
  }

  /** Tells of a problem; whether the session goes on without the client's certificate. */
  private boolean mayGoOn(int event) {
    return event > 0
        && events.tell(event, 0, 0, 0, 0) != 0
        && event == HostEvents.NO_CLIENT_CERTIFICATE;
  }

  @Override
  public Optional<Secured> secure(Connection under, String server, Deadline deadline) {
    if (prepared == 0 && !isReady(server)) {
      return Optional.empty();
    }
    var connection = new OpenSslConnection(under, prepared);
    prepared = 0;
    if (!connection.handshake(deadline)) {
      connection.close();
      return Optional.empty();
    }
    return Optional.of(new Secured(connection, isTrusted(connection.tls())));
  }

  private boolean isTrusted(long tls) {
    long ssl = HostCalls.tlsSsl(tls);
    int bits = HostCalls.tlsBits(tls);
    if (bits <= WEAK_BITS && events.tell(HostEvents.WEAK_CIPHER, 0, bits, 0, 0) == 0) {
      return false;
    }
    if (!isVerified(tls, ssl) || !hasName(tls, ssl)) {
      return false;
    }
    events.tell(HostEvents.STARTTLS_OK, 0, ssl, HostCalls.tlsCipher(tls), bits);
    if (authenticating != null) {
      introduce(tls, authenticating);
    }
    return true;
  }

  /** Tells who authenticates what the connection has shown. */
  private static void introduce(long tls, EsmtpContext authenticating) {
    byte[] owner = HostCalls.tlsOwner(tls);
    if (owner != null) {
      authenticating.certificateOwner(new String(owner, ISO_8859_1));
    }
    byte[] exported = HostCalls.tlsExporter(tls);
    byte[] endPoint = exported == null ? HostCalls.tlsServerEndPoint(tls) : null;
    if (exported != null) {
      authenticating.binding(new ChannelBinding(ChannelBinding.TLS_EXPORTER, exported));
    } else if (endPoint != null) {
      authenticating.binding(new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, endPoint));
    }
  }

  private boolean isVerified(long tls, long ssl) {
    int result = HostCalls.tlsVerified(tls);
    return result == 0 || events.tell(HostEvents.INVALID_PEER_CERTIFICATE, 0, result, ssl, 0) != 0;
  }

  private boolean hasName(long tls, long ssl) {
    if (!HostCalls.tlsHasPeer(tls)) {
      return events.tell(HostEvents.NO_PEER_CERTIFICATE, 0, 0, 0, 0) != 0;
    }
    return !verifiesHost
        || isNamed(tls)
        || events.tell(HostEvents.WRONG_PEER_CERTIFICATE, 0, HostCalls.tlsSeen(tls), ssl, 0) != 0;
  }

  private boolean isNamed(long tls) {
    if (serverName != null && !serverName.isEmpty()) {
      return isFor(tls, serverName);
    }
    if (domain == null) {
      return isFor(tls, host);
    }
    boolean inside = Ascii.upperCase(host).endsWith('.' + Ascii.upperCase(domain));
    return isFor(tls, domain) || (inside && isFor(tls, host));
  }

  private static boolean isFor(long tls, String name) {
    return HostCalls.tlsIsFor(tls, name.getBytes(ISO_8859_1));
  }

  /** Forgets what was made for one conversation. */
  void discard() {
    if (prepared != 0) {
      HostCalls.tlsFree(prepared);
      prepared = 0;
    }
    if (own != 0) {
      HostCalls.tlsUnshare(own);
      own = 0;
    }
  }

  void free() {
    discard();
    if (shared != 0) {
      HostCalls.tlsUnshare(shared);
      shared = 0;
    }
  }
}
