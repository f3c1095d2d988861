package org.mailshim.transport;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.ALabels;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.PrintableText;

/**
 * The names that a certificate is good for, and whether a host is one of them (RFC 9525).
 *
 * <p>Names are those in the subjectAltName extension, dNSName for hosts and iPAddress for address
 * literals; the subject's common name is none (RFC 9525 §2). A wildcard is a whole left-most label
 * {@code *} over at least two others, and stands for one label (§6.3). Comparison ignores the case
 * of ASCII; names beyond ASCII are compared as A-labels.
 */
final class CertificateNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int MOST_SHOWN = 5;
  private static final int LONGEST_SHOWN = 80;

  private final List<String> dnsNames = new ArrayList<>();
  private final List<InetAddress> addresses = new ArrayList<>();

  CertificateNames(X509Certificate certificate) {
    for (List<?> name : alternativeNames(certificate)) {
      int type = (Integer) name.get(0);
      if (type == DNS_NAME) {
        dnsNames.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
      } else if (type == IP_ADDRESS) {
        AddressLiterals.parse((String) name.get(1)).ifPresent(addresses::add);
      }
    }
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of(); // good for no name, then
    }
  }

  /** Whether the certificate is good for {@code host}, a name or an address literal. */
  boolean cover(String host) {
    Optional<InetAddress> literal = AddressLiterals.parse(host);
    if (literal.isPresent()) {
      return addresses.contains(literal.get());
    }
    Optional<String> name = hostName(host);
    if (name.isEmpty()) {
      return false;
    }
    for (String pattern : dnsNames) {
      if (matches(pattern, name.get())) {
        return true;
      }
    }
    return false;
  }

  /** Whether some name is in both, spelt alike. */
  boolean sharesNameWith(CertificateNames other) {
    return !Collections.disjoint(dnsNames, other.dnsNames)
        || !Collections.disjoint(addresses, other.addresses);
  }

  private static boolean matches(String pattern, String name) {
    if (!pattern.startsWith("*.")) {
      return pattern.equals(name);
    }
    String suffix = pattern.substring(1);
    int label = name.length() - suffix.length();
    return label > 0
        && name.endsWith(suffix)
        && name.indexOf('.') == label
        && suffix.indexOf('.', 1) > 0
        && suffix.indexOf('*') < 0;
  }

  /**
   * A host's name as server_name and certificates have it: A-labels in lower case, no dot at the
   * end; empty for an address literal and for what is no name.
   */
  static Optional<String> hostName(String host) {
    if (AddressLiterals.parse(host).isPresent()) {
      return Optional.empty();
    }
    try {
      String name = ALabels.of(host).toLowerCase(Locale.ROOT);
      String whole = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      return whole.isEmpty() || whole.indexOf(':') >= 0 ? Optional.empty() : Optional.of(whole);
    } catch (AddressSyntaxException e) {
      return Optional.empty();
    }
  }

  /** For messages: {@code mx.example, *.example and 3 more}, or {@code none}. */
  @Override
  public String toString() {
    var out = new StringBuilder();
    int count = dnsNames.size() + addresses.size();
    for (int i = 0; i < Math.min(count, MOST_SHOWN); i++) {
      String name =
          i < dnsNames.size()
              ? PrintableText.of(dnsNames.get(i), LONGEST_SHOWN)
              : addresses.get(i - dnsNames.size()).getHostAddress();
      out.append(i == 0 ? "" : ", ").append(name);
    }
    if (count > MOST_SHOWN) {
      out.append(" and ").append(count - MOST_SHOWN).append(" more");
    }
    return count == 0 ? "none" : out.toString();
  }
}
