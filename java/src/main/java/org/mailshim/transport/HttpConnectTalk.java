package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * HTTP CONNECT (RFC 9110 §9.3.6).
 *
 * <p>Of the answer only the status matters. Its header section is read octet by octet up to the
 * empty line, {@value #MOST_OCTETS} octets at most; a 2xx answer to CONNECT has no content whatever
 * its fields say.
 */
final class HttpConnectTalk implements ProxyTalk.Protocol {
  private static final int MOST_OCTETS = 16 * 1024;
  private static final int STATUS_LINE = "HTTP/1.1 200".length();

  private final Proxy.HttpConnect proxy;
  private final ProxyTalk talk;
  private int read;

  HttpConnectTalk(Proxy.HttpConnect proxy, ProxyTalk talk) {
    this.proxy = proxy;
    this.talk = talk;
  }

  @Override
  public void connect() {
    sendRequest();
    int status = status();
    while (status / 100 == 1) {
      status = status(); // interim answers (RFC 9110 §15.2), as many as the limit allows
    }
    if (status / 100 != 2) {
      throw refusal(status);
    }
  }

  private void sendRequest() {
    String host = talk.host().indexOf(':') < 0 ? talk.host() : "[" + talk.host() + "]";
    String target = host + ":" + talk.port();
    var request = new ByteArrayOutputStream();
    request.writeBytes(
        ("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n").getBytes(UTF_8));
    if (proxy.user().isPresent()) {
      request.writeBytes("Proxy-Authorization: Basic ".getBytes(UTF_8));
      request.writeBytes(basic(proxy.user().get()));
      request.writeBytes("\r\n".getBytes(UTF_8));
    }
    request.writeBytes("\r\n".getBytes(UTF_8));
    talk.write(request.toByteArray());
  }

  /** RFC 7617 §2. */
  private static byte[] basic(ProxyUser user) {
    byte[] name = (user.name() + ":").getBytes(UTF_8);
    byte[] password = user.password().octets();
    byte[] both = Arrays.copyOf(name, name.length + password.length);
    try {
      System.arraycopy(password, 0, both, name.length, password.length);
      return Base64.getEncoder().encode(both);
    } finally {
      Arrays.fill(password, (byte) 0);
      Arrays.fill(both, (byte) 0);
    }
  }

  /** Reads one header section and gives its status code. */
  private int status() {
    int status = statusOf(line());
    String field = line();
    while (!field.isEmpty()) {
      field = line();
    }
    return status;
  }

  /** A line without its CRLF or LF. */
  private String line() {
    var line = new ByteArrayOutputStream();
    while (true) {
      int octet = talk.read(1)[0];
      if (++read > MOST_OCTETS) {
        throw talk.failed("the proxy's answer is longer than " + MOST_OCTETS + " octets");
      }
      if (octet == '\n') {
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(octet);
    }
  }

  private int statusOf(String line) {
    boolean right = line.length() >= STATUS_LINE && line.startsWith("HTTP/1.");
    int status = 0;
    for (int i = STATUS_LINE - 3; right && i < STATUS_LINE; i++) {
      int digit = line.charAt(i) - '0';
      right = digit >= 0 && digit <= 9;
      status = status * 10 + digit;
    }
    if (!right || line.charAt(STATUS_LINE - 4) != ' ' || status < 100) {
      throw talk.failed("the proxy does not speak HTTP");
    }
    return status;
  }

  private TransportException refusal(int status) {
    return switch (status) {
      case 407 ->
          talk.failed(
              proxy.user().isPresent()
                  ? "the proxy does not accept the user and password (407)"
                  : "the proxy wants a user and password (407)");
      case 403, 405 ->
          talk.failed("the proxy's rules do not allow this connection (" + status + ")");
      case 500, 502, 503 -> talk.unreachable("the proxy could not connect (" + status + ")");
      case 504 -> talk.unreachable("no answer in time, says the proxy (504)");
      default -> talk.failed("the proxy refused with status " + status);
    };
  }
}
