package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.mailshim.address.Mailbox;
import org.mailshim.authentication.SpfResult.Outcome;
import org.mailshim.dns.Resolver;
import org.mailshim.message.MailData;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SpoolSink;

/**
 * Asks who vouches for what strangers send, by SPF and DKIM, and writes what it heard above the
 * message as Authentication-Results (RFC 8601), on the way into another sink. Fields of that name
 * which the message brings along in our name are taken out (§5).
 *
 * <p>A stranger is a client of a server for MX that has not authenticated; the messages of others
 * go on as they come. In the mode {@link Mode#ENFORCE} a message is refused with 550 5.7.23 (RFC
 * 7372 §3.2) when its domain's SPF says fail; a failing signature refuses nothing, as RFC 6376 §6.1
 * demands. A header section of more than a mebibyte is refused with 552 5.3.4, since forged fields
 * could hide in it.
 *
 * <p>A message is held in a spool until it is complete. Names are looked up on the session's
 * thread, after the end of the data. One object serves all sessions; any thread.
 */
public final class AuthenticatingSink implements MailSink {
  /** What follows from the results. */
  public enum Mode {
    /** They are written down. */
    TAG,
    /** And SPF's fail refuses the message. */
    ENFORCE
  }

  private static final Reply SPF_FAIL =
      Reply.of(
          550,
          new EnhancedStatusCode(5, 7, 23),
          "The sender's domain says (SPF) it is not from it");
  private static final Reply TOO_LONG =
      Reply.of(552, new EnhancedStatusCode(5, 3, 4), "The header section is too long");

  private final String authservId;
  private final Mode mode;
  private final Resolver resolver;
  private final Clock clock;
  private final SpoolSink.SpoolSource spools;
  private final MailSink next;

  /**
   * Puts the questions before a sink.
   *
   * @param authservId the name under which results are written (RFC 8601 §2.5), such as the
   *     server's own
   * @param mode what follows from them
   * @param resolver where records and keys are
   * @param clock tells whether signatures have expired
   * @param spools where messages are held, such as {@code Spool::new}
   * @param next where the messages go
   * @throws IllegalArgumentException when the name is no domain name
   */
  public AuthenticatingSink(
      String authservId,
      Mode mode,
      Resolver resolver,
      Clock clock,
      SpoolSink.SpoolSource spools,
      MailSink next) {
    this.authservId =
        DkimSignature.domainName(authservId)
            .orElseThrow(() -> new IllegalArgumentException("authserv-id is no domain name"));
    this.mode = mode;
    this.resolver = resolver;
    this.clock = clock;
    this.spools = spools;
    this.next = next;
  }

  @Override
  public Set<EhloKeyword> honours() {
    return next.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    boolean stranger = session.mode() == ServerMode.MX && session.identity().isEmpty();
    return stranger
        ? new Authenticated(spools.open(), session, envelope)
        : next.open(session, envelope);
  }

  /** One message of a stranger. */
  private final class Authenticated extends HeldMessage {
    private final HeaderFields header = new HeaderFields();
    private final DkimVerification dkim = new DkimVerification(clock, header);

    Authenticated(Spool spool, SessionFacts session, ReceivedEnvelope envelope) {
      super(spool, next, session, envelope);
    }

    @Override
    public void data(byte[] octets, int from, int to) {
      super.data(octets, from, to);
      dkim.look(octets, from, to);
    }

    @Override
    MailData complete(MailData message) {
      List<DkimResult> signatures = dkim.finish(resolver);
      if (header.isTooLong()) {
        refuse(TOO_LONG);
        return message;
      }
      SpfResult spf = spf();
      if (mode == Mode.ENFORCE && spf.outcome() == Outcome.FAIL) {
        refuse(SPF_FAIL);
      }
      boolean byHelo = envelope.reversePath().sender().isEmpty();
      String field = AuthenticationResults.field(authservId, spf, byHelo, signatures);
      return withoutForged(message).precededBy(field.getBytes(US_ASCII));
    }

    private SpfResult spf() {
      String helo = session.hello().name().orElse("");
      String sender = "";
      if (envelope.reversePath().sender().isPresent()) {
        Mailbox mailbox = envelope.reversePath().sender().get();
        sender = mailbox.localPart() + "@" + SenderDomain.of(envelope.reversePath());
      }
      return new SpfCheck(resolver, clock).check(session.peer().address(), helo, sender);
    }

    /** The message, its header section written anew when there is something to leave out. */
    private MailData withoutForged(MailData message) {
      StringBuilder kept = new StringBuilder();
      long octets = 0;
      for (HeaderFields.Field field : header.fields()) {
        octets += field.text().length();
        if (!AuthenticationResults.isForged(field, authservId)) {
          kept.append(field.text());
        }
      }
      return kept.length() == octets
          ? message
          : new Rest(message, Math.min(octets, message.octets()))
              .precededBy(kept.toString().getBytes(ISO_8859_1));
    }
  }

  /** Mail data without its start. */
  private record Rest(MailData whole, long from) implements MailData {
    @Override
    public long octets() {
      return whole.octets() - from;
    }

    @Override
    public InputStream open() throws IOException {
      InputStream in = whole.open();
      in.skipNBytes(from);
      return in;
    }
  }
}
