package org.mailshim.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.sasl.Secret;

/**
 * Makes {@link ProxyRules} of parameters, as configuration files have them.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>name</th><th>value</th><th>meaning</th></tr>
 * <tr><td>upproxy</td><td>host</td><td>the proxy; empty for none</td></tr>
 * <tr><td>upproxy_port</td><td>1 to 65535</td><td>its port (3128)</td></tr>
 * <tr><td>up_user</td><td>{@code user:password}</td><td>who we are there; SOCKS 4 takes the user
 *     only</td></tr>
 * <tr><td>nouphosts</td><td>hosts</td><td>who is connected to without it: domains, addresses,
 *     networks, {@code *}; between spaces, commas or semicolons</td></tr>
 * <tr><td>ever_upproxy</td><td>0 or 1</td><td>whether it is for mail at all (0): the vendor's
 *     configuration names a proxy of web pages so</td></tr>
 * <tr><td>proxy_type</td><td>kinds</td><td>{@code http}, {@code socks4}, {@code socks5} or {@code
 *     none}; for one direction {@code direct=}, {@code smarthost=} or {@code pop3=} and a kind,
 *     after that for all. Says that the proxy is for mail, whatever ever_upproxy does</td></tr>
 * </table>
 *
 * <p>So {@code proxy_type="socks5 pop3=http"} sends through SOCKS 5 and collects through HTTP
 * CONNECT, and {@code proxy_type="none pop3=socks5"} only collects through a proxy. Immutable, for
 * any thread.
 *
 * @param host the value of {@code upproxy}
 * @param port that of {@code upproxy_port}
 * @param user that of {@code up_user}; never shown
 * @param bypass that of {@code nouphosts}
 * @param ever that of {@code ever_upproxy}
 * @param kinds that of {@code proxy_type}; empty when it is not set
 */
public record ProxyParameters(
    String host, int port, String user, String bypass, boolean ever, String kinds) {
  /** The default of {@code upproxy_port}. */
  public static final int DEFAULT_PORT = 3128;

  /**
   * The rules.
   *
   * @return rules without a proxy when none is named, or when it is not for mail
   * @throws IllegalArgumentException when a value cannot be used; the message names the parameter
   *     and shows no password
   */
  public ProxyRules rules() {
    if (host.isBlank() || (kinds.isBlank() && !ever)) {
      return ProxyRules.direct();
    }
    ProxyBypass excepted = excepted();
    ProxyRules rules = ProxyRules.all(settings("http", excepted));
    for (String word : words(kinds)) {
      int equals = word.indexOf('=');
      DialerSettings settings = settings(word.substring(equals + 1), excepted);
      rules =
          equals < 0
              ? ProxyRules.all(settings)
              : rules.with(direction(word.substring(0, equals)), settings);
    }
    return rules;
  }

  private DialerSettings settings(String kind, ProxyBypass excepted) {
    return DialerSettings.through(proxy(kind)).withBypass(excepted);
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[\\s,;]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private ProxyBypass excepted() {
    try {
      return ProxyBypass.of(words(bypass));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("nouphosts: " + e.getMessage(), e);
    }
  }

  private static Direction direction(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "direct" -> Direction.MAIL_EXCHANGERS;
      case "smarthost" -> Direction.SMART_HOSTS;
      case "pop3" -> Direction.MAILBOXES;
      default ->
          throw new IllegalArgumentException(
              "proxy_type: no direction, which are direct, smarthost and pop3: " + name);
    };
  }

  private Proxy proxy(String kind) {
    String name = host.strip();
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "none" -> new Proxy.None();
      case "http" -> new Proxy.HttpConnect(name, port, proxyUser());
      case "socks5" -> new Proxy.Socks5(name, port, proxyUser());
      case "socks4" -> new Proxy.Socks4a(name, port, userId());
      default ->
          throw new IllegalArgumentException(
              "proxy_type: no kind, which are http, socks4, socks5 and none: " + kind);
    };
  }

  private Optional<ProxyUser> proxyUser() {
    if (user.isEmpty()) {
      return Optional.empty();
    }
    int colon = user.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("up_user is not user:password");
    }
    Secret password = Secret.of(user.substring(colon + 1));
    return Optional.of(new ProxyUser(user.substring(0, colon), password));
  }

  private Optional<String> userId() {
    int colon = user.indexOf(':');
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(colon < 0 ? user : user.substring(0, colon));
  }

  /** The proxy alone: the user has a password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
