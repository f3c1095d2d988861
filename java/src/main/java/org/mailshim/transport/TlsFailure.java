package org.mailshim.transport;

import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.PrintableText;
import org.mailshim.transport.TransportException.Tls;
import org.mailshim.transport.TransportException.Tls.Kind;

/**
 * Says in a sentence what the JDK's TLS engine stumbled over, and what may help.
 *
 * <p>The engine tells its failures apart by words only. The words that are looked for here are
 * those of JDK 22 to 25; with others the engine's own sentence is shown, which is worse prose and
 * no error.
 */
final class TlsFailure {
  /** Our own word to ourselves; no engine says it. */
  static final String RENEGOTIATION = "asked for renegotiation, which is refused";

  private static final String ALERT = "Received fatal alert: ";
  private static final int LONGEST = 200;

  private TlsFailure() {}

  /** A certificate that {@link PeerTrust} does not believe; comes back as a cause. */
  static final class Distrust extends CertificateException {
    private static final long serialVersionUID = 1L;

    final Kind kind;

    /** {@code reason} must be printable. */
    Distrust(Kind kind, String reason) {
      super(reason);
      this.kind = kind;
    }
  }

  /** A key, certificate or setting of our own is no good; {@code reason} must be printable. */
  static Tls configuration(String what, String reason, @Nullable Throwable cause) {
    return new Tls(PrintableText.of(what, LONGEST), Kind.CONFIGURATION, reason, cause);
  }

  /** A file of our own cannot be read. */
  static Tls unreadable(String file, IOException cause) {
    String why = PrintableText.of(cause.getClass().getSimpleName(), LONGEST);
    return configuration(file, "cannot be read (" + why + ")", cause);
  }

  /** What the engine's exception amounts to; {@code client} is whether we are the client. */
  static Tls of(Endpoint peer, SSLException failure, boolean client) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Distrust distrust) {
        Kind kind = client ? distrust.kind : Kind.CLIENT_CERTIFICATE;
        return new Tls(peer.text(), kind, "TLS: " + distrust.getMessage(), failure);
      }
    }
    String words = failure.getMessage() == null ? "" : failure.getMessage();
    int alert = words.indexOf(ALERT);
    if (alert >= 0) {
      return alert(peer, words.substring(alert + ALERT.length()), failure, client);
    }
    return own(peer, words, failure, client);
  }

  /** The peer has told us why it gives up (RFC 8446 §6.2). */
  private static Tls alert(Endpoint peer, String name, SSLException failure, boolean client) {
    String alert = PrintableText.of(name, LONGEST);
    String said = "TLS: the peer gave up with the alert \"" + alert + "\"";
    return switch (name) {
      case "certificate_required" ->
          new Tls(
              peer.text(),
              Kind.CLIENT_CERTIFICATE,
              said + ": it wants a client certificate; configure one",
              failure);
      case "bad_certificate",
          "unknown_ca",
          "certificate_expired",
          "certificate_revoked",
          "certificate_unknown",
          "unsupported_certificate",
          "access_denied" -> {
        String whose = client ? "our client certificate" : "our certificate";
        yield new Tls(
            peer.text(), Kind.CLIENT_CERTIFICATE, said + ": it does not accept " + whose, failure);
      }
      case "protocol_version" ->
          protocol(peer, said + ": it speaks none of the versions of TLS that we allow", failure);
      case "handshake_failure" ->
          client
              ? protocol(
                  peer,
                  said + ": no common cipher suite, or it wants a client certificate",
                  failure)
              : protocol(peer, said + ": no common cipher suite", failure);
      case "unrecognized_name" ->
          new Tls(
              peer.text(), Kind.HOST_NAME, said + ": it has no certificate for this name", failure);
      default -> protocol(peer, said, failure);
    };
  }

  /** We have found something wrong. */
  private static Tls own(Endpoint peer, String words, SSLException failure, boolean client) {
    if (words.contains("nrecognized SSL message")) {
      String hint = client ? "; perhaps the port wants STARTTLS, or no TLS at all" : "";
      return protocol(peer, "TLS: the peer does not speak TLS here" + hint, failure);
    }
    if (words.contains("Empty client certificate chain")
        || words.contains("Empty server certificate chain")) {
      Kind kind = client ? Kind.CERTIFICATE : Kind.CLIENT_CERTIFICATE;
      return new Tls(peer.text(), kind, "TLS: the peer showed no certificate", failure);
    }
    if (words.contains("protocol version") || words.contains("requested protocol")) {
      return protocol(
          peer, "TLS: the peer speaks none of the versions of TLS that we allow", failure);
    }
    if (words.contains("no cipher suites in common")) {
      return protocol(peer, "TLS: no cipher suite in common with the peer", failure);
    }
    return protocol(peer, "TLS: " + PrintableText.of(words, LONGEST), failure);
  }

  private static Tls protocol(Endpoint peer, String reason, SSLException failure) {
    return new Tls(peer.text(), Kind.PROTOCOL, reason, failure);
  }
}
