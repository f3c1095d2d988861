package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.DateTimes;

/**
 * Writes the Received field, which every server that takes a message puts before it (RFC 5321 §4.4;
 * the words after "with" are those of RFC 3848 and RFC 6531 §3.7.4).
 *
 * <pre>
 * Received: from client.example (unknown [192.0.2.1])
 *  (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)
 *  by mx.example with ESMTPS id 4f2a90c1-1
 *  for &lt;bob@example.net&gt;;
 *  Fri, 20 Nov 2026 11:03:31 +0100
 * </pre>
 *
 * <p>The recipient is named only when there is one: others would learn of each other. What the
 * client calls itself is shown when it is a domain; else its address is, for the word could hold
 * anything. The address is always there, and no name is looked up for it.
 */
final class ReceivedField {
  private ReceivedField() {}

  /** The field with its final CRLF, in UTF-8; ASCII unless an address is not. */
  static byte[] octets(SessionFacts session, ReceivedEnvelope envelope, Domain by, Clock clock) {
    String literal = literal(session.peer().address());
    StringBuilder field = new StringBuilder(256);
    field.append("Received: from ").append(from(session, literal));
    field.append(" (").append(host(session)).append(literal).append(')');
    if (session.tls().isPresent()) {
      field.append("\r\n (using ").append(session.tls().get().protocol());
      field.append(" with cipher ").append(session.tls().get().cipherSuite()).append(')');
    }
    field.append("\r\n by ").append(by.ascii()).append(" with ").append(with(session, envelope));
    field.append(" id ").append(envelope.id());
    if (envelope.recipients().size() == 1) {
      ForwardPath path = envelope.recipients().get(0).forwardPath();
      if (path.domain().isPresent()) {
        field.append("\r\n for ").append(path.text());
      }
    }
    field.append(";\r\n ").append(DateTimes.now(clock)).append("\r\n");
    return field.toString().getBytes(UTF_8);
  }

  private static String from(SessionFacts session, String literal) {
    Optional<String> name = session.hello().name();
    if (name.isPresent()) {
      try {
        return Domain.parse(name.get()).ascii();
      } catch (AddressSyntaxException noDomain) {
        return literal;
      }
    }
    return literal;
  }

  /** The name that a trusted proxy has given for the address. */
  private static String host(SessionFacts session) {
    String host = session.peer().host();
    return host.equals(session.peer().address().getHostAddress()) ? "" : domain(host);
  }

  private static String domain(String host) {
    try {
      return Domain.parse(host).ascii() + " ";
    } catch (AddressSyntaxException noDomain) {
      return "";
    }
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
  }

  private static String with(SessionFacts session, ReceivedEnvelope envelope) {
    if (session.hello() instanceof SessionFacts.Hello.Helo) {
      return "SMTP";
    }
    String language = session.mode() == ServerMode.LMTP ? "LMTP" : "SMTP";
    String prefix = "";
    if (envelope.parameters().smtpUtf8()) {
      prefix = "UTF8";
    } else if (session.mode() != ServerMode.LMTP) {
      prefix = "E";
    }
    String tls = session.isEncrypted() ? "S" : "";
    String authentication = session.isAuthenticated() ? "A" : "";
    return prefix + language + tls + authentication;
  }
}
