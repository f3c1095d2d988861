package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** SOCKS 4 (the NEC memo of Ying-Da Lee), with 4a's way to say a name: address 0.0.0.1. */
final class Socks4aTalk implements ProxyTalk.Protocol {
  private static final int VERSION = 4;
  private static final int CONNECT = 1;
  private static final byte[] NAME_FOLLOWS = {0, 0, 0, 1};
  private static final int GRANTED = 90;
  private static final int REJECTED = 91;

  private final Proxy.Socks4a proxy;
  private final ProxyTalk talk;

  Socks4aTalk(Proxy.Socks4a proxy, ProxyTalk talk) {
    this.proxy = proxy;
    this.talk = talk;
  }

  @Override
  public void connect() {
    talk.write(request());
    byte[] reply = talk.read(8);
    if (reply[0] != 0) {
      throw talk.failed("the proxy does not speak SOCKS 4");
    }
    int code = reply[1] & 0xff;
    if (code == REJECTED) {
      throw talk.unreachable("the proxy could not connect, or does not want to");
    }
    if (code != GRANTED) {
      throw talk.failed("the proxy does not accept the user id (code " + code + ")");
    }
  }

  private byte[] request() {
    Optional<InetAddress> literal = AddressLiterals.parse(talk.host());
    if (literal.isPresent() && !(literal.get() instanceof Inet4Address)) {
      throw talk.failed("SOCKS 4 cannot carry an IPv6 address; use SOCKS 5");
    }
    var out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(CONNECT);
    out.write(talk.port() >> 8);
    out.write(talk.port());
    out.writeBytes(literal.isPresent() ? literal.get().getAddress() : NAME_FOLLOWS);
    out.writeBytes(proxy.userId().orElse("").getBytes(UTF_8));
    out.write(0);
    if (literal.isEmpty()) {
      out.writeBytes(talk.host().getBytes(UTF_8));
      out.write(0);
    }
    return out.toByteArray();
  }
}
