package org.mailshim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.mailshim.address.PrintableText;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;

/**
 * The URL of a mail server: {@code [scheme://][user:password@]host[:port]}, or {@code
 * scheme://socket=%2Frun%2Fmail} for a Unix socket.
 *
 * <p>User and password end at the last {@code @} and are parted by the first colon, so a user may
 * be an address. Both may have escapes ({@code %40}), as URLs do (RFC 3986 §2.1); a percent sign in
 * them is {@code %25}. An IPv6 address stands in brackets.
 *
 * @param scheme in lower case; empty when there is none
 * @param credentials user and password
 * @param host a name or address, without brackets; empty for a Unix socket
 * @param port empty when there is none
 * @param socket the Unix socket
 */
record MailUrl(
    String scheme,
    Optional<Credentials> credentials,
    String host,
    OptionalInt port,
    Optional<Path> socket) {
  private static final String SOCKET = "socket=";
  private static final int HIGHEST_PORT = 65_535;

  static MailUrl parse(String url) {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = colon < 0 ? url : url.substring(colon + 3);
    while (rest.endsWith("/") && !rest.startsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    int at = rest.lastIndexOf('@');
    Optional<Credentials> credentials =
        at < 0 ? Optional.empty() : Optional.of(credentials(rest.substring(0, at)));
    String place = rest.substring(at + 1);
    if (place.startsWith(SOCKET) || place.startsWith("/")) {
      String path = place.startsWith("/") ? place : decoded(place.substring(SOCKET.length()));
      return new MailUrl(scheme, credentials, "", OptionalInt.empty(), Optional.of(path(path)));
    }
    return place(scheme, credentials, place);
  }

  private static MailUrl place(String scheme, Optional<Credentials> credentials, String place) {
    int bracket = place.startsWith("[") ? place.indexOf(']') : -1;
    int colon = place.indexOf(':', bracket + 1);
    if (bracket > 0 && colon != bracket + 1 && bracket != place.length() - 1) {
      throw new MailUrlException(MailUrlException.Kind.SYNTAX, "no URL: more behind the bracket");
    }
    String host = colon < 0 ? place : place.substring(0, colon);
    String bare = bracket > 0 ? host.substring(1, bracket) : host;
    if (bare.isEmpty() || bare.indexOf('/') >= 0 || bare.indexOf('[') >= 0) {
      throw new MailUrlException(MailUrlException.Kind.SYNTAX, "no URL: it has no host");
    }
    OptionalInt port = colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(place, colon + 1));
    return new MailUrl(scheme, credentials, bare, port, Optional.empty());
  }

  private static int port(String place, int from) {
    int port = 0;
    for (int i = from; i < place.length(); i++) {
      int digit = place.charAt(i) - '0';
      port = digit < 0 || digit > 9 || port > HIGHEST_PORT ? HIGHEST_PORT + 1 : port * 10 + digit;
    }
    if (from == place.length() || port < 1 || port > HIGHEST_PORT) {
      throw new MailUrlException(
          MailUrlException.Kind.SYNTAX,
          "no URL: no port: " + PrintableText.of(place.substring(from), 20));
    }
    return port;
  }

  private static Credentials credentials(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new MailUrlException(
          MailUrlException.Kind.CREDENTIALS, "a URL with a user has a password, and the reverse");
    }
    String user = decoded(text.substring(0, colon));
    String password = decoded(text.substring(colon + 1));
    try {
      return new Credentials.Password(user, Secret.of(password));
    } catch (IllegalArgumentException e) {
      throw new MailUrlException(MailUrlException.Kind.CREDENTIALS, "no URL: " + e.getMessage());
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new MailUrlException(MailUrlException.Kind.SYNTAX, "no URL: no path of a Unix socket");
    }
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(octets.length);
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] == '%') {
        int high = i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(octets[i + 2], 16);
        if (low < 0) {
          throw new MailUrlException(
              MailUrlException.Kind.SYNTAX, "no URL: % is not followed by two digits (write %25)");
        }
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(octets[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return scheme + "://" + socket.map(Path::toString).orElse(host);
  }
}
