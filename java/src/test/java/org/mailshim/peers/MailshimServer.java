package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mailshim.address.Domain;
import org.mailshim.policy.Policy;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.Decision;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerAuthentication;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.CertificateIdentity;
import org.mailshim.transport.ClientCertificates;
import org.mailshim.transport.KeyMaterial;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.TlsServer;
import org.mailshim.transport.TlsServerSettings;
import org.mailshim.transport.TlsVersion;

/**
 * Our server on a port of the loopback interface, with one user and a memory: what arrived, and by
 * which mechanism somebody tried to authenticate.
 */
final class MailshimServer implements AutoCloseable {
  static final String USER = "ann";
  static final String PASSWORD = "secret";
  static final String TOKEN = "token-of-ann";

  /** How a test wants the server to be. */
  interface Change {
    Change NONE = options -> options;

    ServerOptions apply(ServerOptions options) throws Exception;
  }

  /** A message as it arrived; one octet per character of {@code data}. */
  record Arrival(SessionFacts session, ReceivedEnvelope envelope, String data) {}

  private final SmtpServer server;
  private final List<Arrival> arrivals;
  private final List<Mechanism> mechanisms;

  private MailshimServer(SmtpServer server, List<Arrival> arrivals, List<Mechanism> mechanisms) {
    this.server = server;
    this.arrivals = arrivals;
    this.mechanisms = mechanisms;
  }

  /** Starts it as mail exchanger of example.net, changed as a test wants it. */
  static MailshimServer start(ServerMode mode, Change change) throws Exception {
    return start(mode, change, ListenerSettings.at(InetAddress.getLoopbackAddress(), 0));
  }

  /** Starts it behind a policy, which has its relay control too. */
  static MailshimServer guarded(ServerMode mode, Change change, Policy policy) throws Exception {
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    List<Mechanism> mechanisms = new CopyOnWriteArrayList<>();
    ServerOptions options = change.apply(ServerOptions.of(Domain.parse("mx.example.net"), mode));
    ServerSetup setup =
        ServerSetup.of(options, new Remembering(arrivals)).withHooks(new Listening(mechanisms));
    ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
    return new MailshimServer(SmtpServer.start(policy.guard(setup), where), arrivals, mechanisms);
  }

  /** Starts it somewhere else, such as at a Unix socket. */
  static MailshimServer start(ServerMode mode, Change change, ListenerSettings where)
      throws Exception {
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    List<Mechanism> mechanisms = new CopyOnWriteArrayList<>();
    RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    ServerOptions options =
        change.apply(ServerOptions.of(Domain.parse("mx.example.net"), mode).withRelay(relay));
    ServerSetup setup =
        ServerSetup.of(options, new Remembering(arrivals)).withHooks(new Listening(mechanisms));
    return new MailshimServer(SmtpServer.start(setup, where), arrivals, mechanisms);
  }

  /** With TLS and a certificate that is made in this directory. */
  static ServerOptions withTls(ServerOptions options, Path directory, ServerTls.Use use)
      throws Exception {
    return withTls(options, directory, use, new ClientCertificates.None());
  }

  /** With TLS, where clients may or must show a certificate too. */
  static ServerOptions withTls(
      ServerOptions options, Path directory, ServerTls.Use use, ClientCertificates clients)
      throws Exception {
    PeerCertificate certificate = PeerCertificate.make(directory);
    KeyMaterial material = KeyMaterial.pem(certificate.certificate(), certificate.key());
    var settings = new TlsServerSettings(List.of(material), clients, TlsVersion.TLS_1_2);
    return options.withTls(new ServerTls(new TlsServer(settings), use));
  }

  /** Every mechanism that a password or a token serves, also on connections without TLS. */
  static ServerOptions withUsers(ServerOptions options) {
    return withUsers(options, List.of(Mechanism.values()));
  }

  static ServerOptions withUsers(ServerOptions options, List<Mechanism> mechanisms) {
    return options.withAuthentication(
        new ServerAuthentication(new Directory(), mechanisms, true, CertificateIdentity::mailbox));
  }

  static List<AddressRange> loopback() {
    return List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"));
  }

  int port() {
    return server.port();
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** The only message that has arrived. */
  Arrival arrival() {
    assertEquals(1, arrivals.size(), arrivals::toString);
    return arrivals.get(0);
  }

  /** The mechanisms that clients have begun with, in their order. */
  List<Mechanism> mechanisms() {
    return mechanisms;
  }

  @Override
  public void close() {
    server.close();
  }

  /** The password is ann's, and so is the token. */
  private static final class Directory implements UserDirectory {
    private final UserDirectory passwords =
        new FixedUserDirectory(
            Map.of(USER, new StoredCredential.Password(Secret.of(PASSWORD))),
            Decoys.ofThisProcess(new SecureRandom(), Decoys.Form.PASSWORDS, 4096));

    @Override
    public Set<Mechanism> mechanisms() {
      Set<Mechanism> all = EnumSet.copyOf(passwords.mechanisms());
      all.add(Mechanism.XOAUTH2);
      all.add(Mechanism.OAUTHBEARER);
      all.add(Mechanism.EXTERNAL);
      all.add(Mechanism.ANONYMOUS);
      return all;
    }

    @Override
    public Optional<StoredCredential> find(String authenticationIdentity) {
      return passwords.find(authenticationIdentity);
    }

    @Override
    public Decoys decoys() {
      return passwords.decoys();
    }

    @Override
    public Optional<String> verifyToken(Optional<String> claimedIdentity, Secret token) {
      byte[] octets = token.octets();
      return new String(octets, ISO_8859_1).equals(TOKEN) ? Optional.of(USER) : Optional.empty();
    }
  }

  private record Listening(List<Mechanism> mechanisms) implements ServerHooks {
    @Override
    public Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
      mechanisms.add(mechanism);
      return Decision.goOn();
    }

    @Override
    public Reply expn(SessionFacts session, String argument) {
      return Reply.of(250, EnhancedStatusCode.parse("2.1.5"), "<bob@example.net>");
    }

    @Override
    public Reply etrn(SessionFacts session, String node) {
      return Reply.of(251, EnhancedStatusCode.parse("2.0.0"), "Nothing queued for " + node);
    }

    @Override
    public Reply vrfy(SessionFacts session, String argument) {
      return Reply.of(252, EnhancedStatusCode.parse("2.5.0"), "Asked for " + argument);
    }
  }

  private record Remembering(List<Arrival> arrivals) implements MailSink {
    @Override
    public Set<EhloKeyword> honours() {
      return EnumSet.allOf(EhloKeyword.class);
    }

    @Override
    public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
      var data = new ByteArrayOutputStream();
      return new Receiving() {
        @Override
        public void data(byte[] octets, int from, int to) {
          data.write(octets, from, to - from);
        }

        @Override
        public Reply finish() {
          arrivals.add(new Arrival(session, envelope, data.toString(ISO_8859_1)));
          return Reply.of(250, EnhancedStatusCode.parse("2.0.0"), "Remembered");
        }

        @Override
        public void abort() {}
      };
    }
  }
}
