package org.mailshim.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.sasl.Decoys;
import org.mailshim.sasl.FixedUserDirectory;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.smtp.server.ServerAuthentication;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServerSession;
import org.mailshim.smtp.server.TextSink;
import org.mailshim.smtp.server.TrustedPeers;
import org.mailshim.transport.AddressRange;
import org.mailshim.transport.CertificateIdentity;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.PieceByPiece;

/** Sessions in memory with a server that a policy guards, and one user, ann, with a password. */
final class PolicyRun {
  static final String AUTH = "AUTH PLAIN AGFubgBzZWNyZXQ="; // ann, secret

  private final Policy policy;
  private ServerHooks site = ServerHooks.NONE;
  private ServerMode mode = ServerMode.MX;
  private boolean believed;
  private final List<String> arrived = new ArrayList<>();

  PolicyRun(Policy policy) {
    this.policy = policy;
  }

  PolicyRun with(ServerHooks hooks) {
    site = hooks;
    return this;
  }

  PolicyRun with(ServerMode other) {
    mode = other;
    return this;
  }

  /** XCLIENT is believed from everybody. */
  PolicyRun believing() {
    believed = true;
    return this;
  }

  /** What has arrived, as text. */
  List<String> arrived() {
    return arrived;
  }

  /** Has a session; the replies' lines behind EHLO, one for each command. */
  List<String> say(String client, String... commands) {
    var talk = new PieceByPiece(pieces(commands));
    Endpoint peer = Endpoint.of(InetAddress.ofLiteral(client), 40_000);
    new SmtpServerSession(new MemoryConnection(peer, talk), setup()).run();
    return replies(new String(talk.heard(), ISO_8859_1));
  }

  /** Has a session with one message; the last reply. */
  String send(String client, String from, String to) {
    return say(client, "MAIL FROM:" + from, "RCPT TO:" + to).getLast();
  }

  private ServerSetup setup() {
    ServerOptions options =
        ServerOptions.of(Domain.parse("mx.example.net"), mode)
            .withAuthentication(
                new ServerAuthentication(
                    new FixedUserDirectory(
                        java.util.Map.of("ann", new StoredCredential.Password(Secret.of("secret"))),
                        Decoys.ofThisProcess(
                            new java.security.SecureRandom(), Decoys.Form.PASSWORDS, 4096)),
                    List.of(Mechanism.PLAIN),
                    true,
                    CertificateIdentity::mailbox));
    if (believed) {
      List<AddressRange> all = List.of(AddressRange.parse("0.0.0.0/0"));
      options = options.withTrusted(new TrustedPeers(List.of(), all));
    }
    return policy.guard(ServerSetup.of(options, new TextSink(arrived)).withHooks(site));
  }

  private List<byte[]> pieces(String... commands) {
    List<byte[]> pieces = new ArrayList<>();
    String hello = mode == ServerMode.LMTP ? "LHLO" : "EHLO";
    pieces.add((hello + " client.example\r\n").getBytes(ISO_8859_1));
    for (String command : commands) {
      pieces.add((command + "\r\n").getBytes(ISO_8859_1));
    }
    return pieces;
  }

  /** All but the reply to EHLO, and the greeting where it is one. */
  private static List<String> replies(String heard) {
    List<String> replies = new ArrayList<>();
    boolean greeted = false;
    for (String line : heard.split("\r\n")) {
      boolean last = line.length() > 3 && line.charAt(3) == ' ';
      if (last && !line.startsWith("220 ")) {
        if (greeted || !line.startsWith("250 ")) {
          replies.add(line);
        }
        greeted = true;
      }
    }
    return replies;
  }

  /** The local domains of most tests. */
  static Set<Domain> local() {
    return Set.of(Domain.parse("example.net"));
  }
}
