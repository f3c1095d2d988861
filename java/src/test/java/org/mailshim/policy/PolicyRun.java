package org.mailshim.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
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
    Talk talk = new Talk(commands);
    Endpoint peer = Endpoint.of(InetAddress.ofLiteral(client), 40_000);
    new SmtpServerSession(new MemoryConnection(peer, talk), setup()).run();
    return talk.replies();
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

  /** A client that says one command after another, each when it has heard the reply. */
  private final class Talk implements MemoryConnection.Peer {
    private final List<byte[]> pieces = new ArrayList<>();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private int piece;
    private int offset;

    Talk(String... commands) {
      pieces.add(
          (mode == ServerMode.LMTP ? "LHLO" : "EHLO")
              .concat(" client.example\r\n")
              .getBytes(ISO_8859_1));
      for (String command : commands) {
        pieces.add((command + "\r\n").getBytes(ISO_8859_1));
      }
    }

    /** All but the reply to EHLO, and the greeting where it is one. */
    List<String> replies() {
      List<String> replies = new ArrayList<>();
      boolean greeted = false;
      for (String line : heard.toString(ISO_8859_1).split("\r\n")) {
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

    @Override
    public void receive(byte[] bytes, int from, int to) {
      heard.write(bytes, from, to - from);
    }

    @Override
    public int send(byte[] into, int from, int to) {
      if (piece == pieces.size()) {
        return -1;
      }
      byte[] octets = pieces.get(piece);
      int count = Math.min(to - from, octets.length - offset);
      System.arraycopy(octets, offset, into, from, count);
      offset += count;
      if (offset == octets.length) {
        offset = 0;
        piece++;
      }
      return count;
    }

    @Override
    public int ready() {
      return offset == 0 ? 0 : pieces.get(piece).length - offset;
    }
  }

  /** The local domains of most tests. */
  static Set<Domain> local() {
    return Set.of(Domain.parse("example.net"));
  }
}
