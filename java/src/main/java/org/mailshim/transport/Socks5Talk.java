package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** SOCKS 5 (RFC 1928), with user and password (RFC 1929). */
final class Socks5Talk implements ProxyTalk.Protocol {
  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int NO_METHOD = 0xff;
  private static final int PASSWORD_VERSION = 1;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int LONGEST_FIELD = 255;

  private final Proxy.Socks5 proxy;
  private final ProxyTalk talk;

  Socks5Talk(Proxy.Socks5 proxy, ProxyTalk talk) {
    this.proxy = proxy;
    this.talk = talk;
  }

  @Override
  public void connect() {
    chooseMethod();
    talk.write(request());
    byte[] reply = talk.read(4);
    if (reply[0] != VERSION) {
      throw talk.failed("the proxy does not speak SOCKS 5");
    }
    if (reply[1] != 0) {
      throw refusal(reply[1] & 0xff);
    }
    // The address that the proxy connects from, which must be read to be done with it.
    int length =
        switch (reply[3]) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> talk.read(1)[0] & 0xff;
          default -> throw talk.failed("the proxy answered with an unknown kind of address");
        };
    talk.read(length + 2);
  }

  private void chooseMethod() {
    boolean user = proxy.user().isPresent();
    talk.write(
        user
            ? new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD}
            : new byte[] {VERSION, 1, NO_AUTHENTICATION});
    byte[] reply = talk.read(2);
    if (reply[0] != VERSION) {
      throw talk.failed("the proxy does not speak SOCKS 5");
    }
    int method = reply[1] & 0xff;
    if (method == NO_METHOD) {
      throw talk.failed(
          user
              ? "the proxy takes neither no authentication nor user and password"
              : "the proxy wants authentication; give a user and password");
    }
    if (method == USER_AND_PASSWORD && user) {
      authenticate(proxy.user().get());
    } else if (method != NO_AUTHENTICATION) {
      throw talk.failed("the proxy chose a method of authentication that was not offered");
    }
  }

  private void authenticate(ProxyUser user) {
    byte[] name = user.name().getBytes(UTF_8);
    byte[] password = user.password().octets();
    byte[] request = new byte[0];
    try {
      if (name.length > LONGEST_FIELD || password.length > LONGEST_FIELD) {
        throw talk.failed("the proxy's user or password is longer than SOCKS 5 can carry");
      }
      request = new byte[3 + name.length + password.length];
      request[0] = PASSWORD_VERSION;
      request[1] = (byte) name.length;
      System.arraycopy(name, 0, request, 2, name.length);
      request[2 + name.length] = (byte) password.length;
      System.arraycopy(password, 0, request, 3 + name.length, password.length);
      talk.write(request);
    } finally {
      Arrays.fill(password, (byte) 0);
      Arrays.fill(request, (byte) 0);
    }
    if (talk.read(2)[1] != 0) {
      throw talk.failed("the proxy does not accept the user and password");
    }
  }

  private byte[] request() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {VERSION, CONNECT, 0});
    Optional<InetAddress> literal = AddressLiterals.parse(talk.host());
    if (literal.isPresent()) {
      byte[] address = literal.get().getAddress();
      out.write(address.length == 4 ? IPV4 : IPV6);
      out.writeBytes(address);
    } else {
      byte[] name = talk.host().getBytes(UTF_8);
      out.write(NAME);
      out.write(name.length);
      out.writeBytes(name);
    }
    out.write(talk.port() >> 8);
    out.write(talk.port());
    return out.toByteArray();
  }

  /** What the reply codes of RFC 1928 §6 amount to. */
  private TransportException refusal(int code) {
    return switch (code) {
      case 1 -> talk.unreachable("the proxy could not connect");
      case 2 -> talk.failed("the proxy's rules do not allow this connection");
      case 3 -> talk.unreachable("network unreachable, says the proxy");
      case 4 -> talk.unreachable("host unreachable or unknown, says the proxy");
      case 5 -> talk.refused();
      case 6 -> talk.unreachable("no answer in time, says the proxy");
      case 7 -> talk.failed("the proxy does not make outgoing connections");
      case 8 -> talk.failed("the proxy does not know this kind of address");
      default -> talk.failed("the proxy refused with code " + code);
    };
  }
}
