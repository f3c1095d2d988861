package org.mailshim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.mailshim.address.PrintableText;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.TokenSource;
import org.mailshim.transport.DialerSettings;
import org.mailshim.transport.HostResolver;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TlsClientSettings;

/**
 * What the clients for SMTP and POP3 are told alike. Nothing here does I/O. One thread at a time.
 *
 * @param <B> the builder itself
 */
public abstract sealed class MailClientBuilder<B extends MailClientBuilder<B>>
    permits SmtpClientBuilder, Pop3ClientBuilder {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  String host = "";
  OptionalInt port = OptionalInt.empty();
  Optional<Path> socket = Optional.empty();
  Optional<TlsMode> tls = Optional.empty();
  TlsClientSettings tlsSettings = TlsClientSettings.verified();
  boolean tlsSettingsGiven;
  Optional<Credentials> credentials = Optional.empty();
  boolean allowClearText;
  Duration connectTimeout = CONNECT_TIMEOUT;
  Optional<Duration> readTimeout = Optional.empty();
  Consumer<String> logger = line -> {};
  Consumer<String> debugLogger = line -> {};
  HostResolver resolver = new SystemHostResolver();
  DialerSettings network = DialerSettings.direct();
  Executor executor = Thread::startVirtualThread;

  MailClientBuilder() {}

  /** This, as what it is. */
  abstract B self();

  /**
   * The server: {@code [scheme://][user:password@]host[:port]}, or {@code
   * scheme://socket=%2Frun%2Fmail} for a Unix socket. User and password end at the last {@code @},
   * are parted by the first colon and may have escapes ({@code %40}; a percent sign is {@code
   * %25}). An IPv6 address stands in brackets.
   *
   * @param url the URL; its scheme decides port and TLS
   * @return this
   * @throws MailUrlException when it is none, its scheme is unknown, or there is a user without a
   *     password
   */
  public B url(String url) {
    MailUrl parsed = MailUrl.parse(url);
    scheme(parsed.scheme());
    host = parsed.host();
    port = parsed.port().isPresent() ? parsed.port() : port;
    socket = parsed.socket();
    credentials = parsed.credentials().isPresent() ? parsed.credentials() : credentials;
    return self();
  }

  /** Takes port and TLS over from a scheme; {@code ""} for none. */
  abstract void scheme(String name);

  static MailUrlException unknownScheme(String name) {
    return new MailUrlException(
        MailUrlException.Kind.SCHEME,
        "no scheme of a mail server: " + PrintableText.of(name, 40) + "://");
  }

  /**
   * The server.
   *
   * @param name a host name, in Unicode or as A-labels, or an address, with brackets or without
   * @return this
   */
  public B host(String name) {
    boolean brackets = name.startsWith("[") && name.endsWith("]");
    host = brackets ? name.substring(1, name.length() - 1) : name;
    socket = Optional.empty();
    return self();
  }

  /**
   * The server's port.
   *
   * @param number 1 to 65535
   * @return this
   * @throws IllegalArgumentException when it is no port
   */
  public B port(int number) {
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("no port: " + number);
    }
    port = OptionalInt.of(number);
    return self();
  }

  /**
   * The server, at a Unix socket.
   *
   * @param path the socket
   * @return this
   */
  public B unixSocket(Path path) {
    socket = Optional.of(path);
    return self();
  }

  /**
   * When the connection is encrypted.
   *
   * @param mode the mode
   * @return this
   */
  public B tls(TlsMode mode) {
    tls = Optional.of(mode);
    return self();
  }

  /**
   * How it is encrypted: whom to trust, a certificate of our own. Otherwise the authorities that
   * this machine trusts are.
   *
   * @param settings the settings
   * @return this
   */
  public B tlsSettings(TlsClientSettings settings) {
    tlsSettings = settings;
    tlsSettingsGiven = true;
    return self();
  }

  /**
   * Whom to authenticate as.
   *
   * @param user the user
   * @param password the password; stays the caller's, to wipe
   * @return this
   * @throws IllegalArgumentException when one is empty or holds what it cannot
   */
  public B credentials(String user, char[] password) {
    return credentials(new Credentials.Password(user, Secret.of(password)));
  }

  /**
   * Whom to authenticate as.
   *
   * @param whom the credentials; their secrets must outlive the client
   * @return this
   */
  public B credentials(Credentials whom) {
    credentials = Optional.of(whom);
    return self();
  }

  /**
   * Whom to authenticate as, by a token of OAuth 2.0.
   *
   * @param user whose mailbox it is
   * @param tokens where tokens come from
   * @return this
   * @throws IllegalArgumentException when the user is empty or holds what it cannot
   */
  public B token(String user, TokenSource tokens) {
    return credentials(new Credentials.Token(user, tokens));
  }

  /**
   * Whether a password or token may be shown on a connection that is not encrypted. It may not,
   * unless this is called.
   *
   * @param allowed whether it may
   * @return this
   */
  public B allowClearText(boolean allowed) {
    allowClearText = allowed;
    return self();
  }

  /**
   * How long connecting may take, look-up included: 30 seconds unless this is called.
   *
   * @param timeout the time
   * @return this
   */
  public B connectTimeout(Duration timeout) {
    connectTimeout = timeout;
    return self();
  }

  /**
   * How long each wait for the server may take. Unless this is called that depends on what is
   * waited for, as the RFCs recommend.
   *
   * @param timeout the time
   * @return this
   */
  public B readTimeout(Duration timeout) {
    readTimeout = Optional.of(timeout);
    return self();
  }

  /**
   * Hears of connections and messages, in one line each.
   *
   * @param log called on the client's threads; quick
   * @return this
   */
  public B logger(Consumer<String> log) {
    logger = log;
    return self();
  }

  /**
   * Hears of commands and replies, in one line each and without secrets.
   *
   * @param log called on the client's threads; quick
   * @return this
   */
  public B debugLogger(Consumer<String> log) {
    debugLogger = log;
    return self();
  }

  /**
   * How hosts are looked up; otherwise as the system does.
   *
   * @param how the resolver
   * @return this
   */
  public B resolver(HostResolver how) {
    resolver = how;
    return self();
  }

  /**
   * How connections are made: proxy, local address.
   *
   * @param settings the settings
   * @return this
   */
  public B network(DialerSettings settings) {
    network = settings;
    return self();
  }

  /**
   * What runs the calls that return a {@link java.util.concurrent.CompletableFuture}; otherwise
   * each has a virtual thread.
   *
   * @param runs the executor
   * @return this
   */
  public B executor(Executor runs) {
    executor = runs;
    return self();
  }

  /** Where the connection goes, in words. */
  String target(int defaultPort) {
    if (socket.isPresent()) {
      return socket.get().toString();
    }
    if (host.isEmpty()) {
      throw new MailUrlException(MailUrlException.Kind.SYNTAX, "no host and no Unix socket is set");
    }
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return shown + ":" + port.orElse(defaultPort);
  }
}
