package org.mailshim.transport;

import java.util.Optional;

/**
 * Who connects on our behalf. The proxy is given the target's name and looks it up itself, unless
 * the caller dials an address.
 *
 * <p>Nothing on the way to the proxy is encrypted; a password given here can be read there. What is
 * later said to the target is as safe as its own TLS makes it.
 */
public sealed interface Proxy {
  /** Nobody. */
  record None() implements Proxy {}

  /**
   * HTTP CONNECT (RFC 9110 §9.3.6), with Basic authentication (RFC 7617) when there is a user.
   *
   * @param host the proxy, as in {@link Dialer#dial(String, int, Deadline, Cancellation)}
   * @param port its port
   * @param user who we are
   */
  record HttpConnect(String host, int port, Optional<ProxyUser> user) implements Proxy {
    /**
     * Checks the user.
     *
     * @throws IllegalArgumentException for a colon in the name, which Basic cannot tell from the
     *     end
     */
    public HttpConnect {
      if (user.isPresent() && user.get().name().indexOf(':') >= 0) {
        throw new IllegalArgumentException("a colon in the proxy user's name");
      }
    }
  }

  /**
   * SOCKS 4 with its extension 4a for names; knows IPv4 only.
   *
   * @param host the proxy
   * @param port its port
   * @param userId who we are, unverified; without NUL, at most 255 characters
   */
  record Socks4a(String host, int port, Optional<String> userId) implements Proxy {
    private static final int LONGEST_USER_ID = 255;

    /**
     * Checks the user.
     *
     * @throws IllegalArgumentException for NUL in it, or more than 255 characters
     */
    public Socks4a {
      String user = userId.orElse("");
      if (user.indexOf('\0') >= 0 || user.length() > LONGEST_USER_ID) {
        throw new IllegalArgumentException("no user id for SOCKS 4");
      }
    }
  }

  /**
   * SOCKS 5 (RFC 1928), with user and password (RFC 1929) when there is a user.
   *
   * @param host the proxy
   * @param port its port
   * @param user who we are
   */
  record Socks5(String host, int port, Optional<ProxyUser> user) implements Proxy {}
}
