package org.mailshim.smtp.server;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.AddressLiteral;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Ascii;
import org.mailshim.address.PrintableText;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.SmtpSyntaxException.Kind;
import org.mailshim.smtp.XclientAttribute;
import org.mailshim.transport.Endpoint;

/** What a session is like after a trusted proxy has said who its client is (XCLIENT of Postfix). */
final class XclientFacts {
  private static final String IPV6 = "IPV6:";

  private XclientFacts() {}

  /**
   * The facts, changed by what the attributes say. HELO and PROTO say nothing that the EHLO to
   * follow would not.
   *
   * @throws SmtpSyntaxException when an address is none
   */
  static SessionFacts of(SessionFacts before, List<XclientAttribute> attributes) {
    SessionFacts facts = before;
    for (XclientAttribute attribute : attributes) {
      if (attribute.name() == XclientAttribute.Name.ADDR) {
        facts = with(facts, attribute);
      }
    }
    // A new address has no name yet, so the name, which mostly stands before it, comes after it.
    for (XclientAttribute attribute : attributes) {
      if (attribute.name() != XclientAttribute.Name.ADDR) {
        facts = with(facts, attribute);
      }
    }
    return facts;
  }

  private static SessionFacts with(SessionFacts facts, XclientAttribute attribute) {
    if (!attribute.isAvailable()) {
      return attribute.name() == XclientAttribute.Name.LOGIN
          ? facts.withIdentity(Optional.empty())
          : facts;
    }
    Endpoint peer = facts.peer();
    Endpoint local = facts.local();
    String value = attribute.value();
    return switch (attribute.name()) {
      case NAME ->
          facts.withPeer(new Endpoint(PrintableText.of(value, 255), peer.address(), peer.port()));
      case ADDR -> facts.withPeer(Endpoint.of(address(value), peer.port()));
      case PORT -> facts.withPeer(new Endpoint(peer.host(), peer.address(), port(value)));
      case LOGIN -> facts.withIdentity(Optional.of(value));
      case DESTADDR -> facts.withLocal(Endpoint.of(address(value), local.port()));
      case DESTPORT -> facts.withLocal(Endpoint.of(local.address(), port(value)));
      case REVERSE_NAME, HELO, PROTO -> facts;
    };
  }

  private static int port(String value) {
    return Integer.parseInt(value);
  }

  private static InetAddress address(String value) {
    boolean ipv6 = Ascii.startsWithIgnoringCase(value, 0, IPV6);
    String literal = ipv6 ? "[IPv6:" + value.substring(IPV6.length()) + "]" : "[" + value + "]";
    try {
      return AddressLiteral.parse(literal)
          .address()
          .orElseThrow(
              () -> new SmtpSyntaxException(Kind.ARGUMENT, "IP address expected", value, 0));
    } catch (AddressSyntaxException e) {
      throw new SmtpSyntaxException(Kind.ARGUMENT, "IP address expected", value, 0);
    }
  }
}
