package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Mailbox;
import org.mailshim.delivery.LocalAgent;
import org.mailshim.message.MailData;
import org.mailshim.mime.Content;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.MimeReader;
import org.mailshim.policy.PolicyKey;

/**
 * Takes what comes to a list's address for bounces. A message with the null reverse-path is counted
 * for the member whom the address names (VERP), unless it is an RFC 3464 notice of something else
 * than a failure, or the answer of a program that is away for its owner (RFC 3834); without such a
 * name it is counted for the members whose failures the notice tells. Each goes to the owners, or
 * in its place the news that the member is suspended.
 *
 * <p>Known limit: who knows a list and a member can forge bounces; that costs a message a day for
 * some days ({@link BounceRules}), and the owners see each. Any thread.
 */
final class BounceAgent implements LocalAgent {
  private static final Duration ONCE = Duration.ofHours(20);
  private static final int MOST_STATUS = 64 * 1024;
  private static final String FAILED = "failed";

  /** What a notice tells of one recipient. */
  private record Told(Optional<Mailbox> recipient, boolean failed) {}

  private final RunningList list;
  private final Optional<String> named;

  /**
   * For one of the addresses.
   *
   * @param detail what it has behind its plus sign
   */
  BounceAgent(RunningList list, String detail) {
    this.list = list;
    this.named = ListFields.memberOf(detail);
  }

  @Override
  public Outcome take(Arrival arrival) throws IOException {
    if (arrival.envelope().reversePath().sender().isPresent()) {
      return list.toOwners(); // somebody writes to the address of the envelope
    }
    for (Mailbox member : failed(arrival.data())) {
      Optional<Following> suspended = count(member);
      if (suspended.isPresent()) {
        return new Outcome.Taken("suspended " + member.text(), suspended);
      }
    }
    return list.toOwners();
  }

  /** The members about whom a bounce is. */
  private List<Mailbox> failed(MailData bounce) throws IOException {
    MimeReader.Message message = MimeReader.read(Content.of(bounce));
    List<Told> told = told(message.body());
    Members members = list.file().current();
    List<Mailbox> failed = new ArrayList<>();
    if (named.isPresent()) {
      boolean about = told.isEmpty() && !isAnswer(message.fields());
      for (Told each : told) {
        about |= each.failed();
      }
      Optional<Mailbox> member = mailbox(named.get()).flatMap(members::find);
      if (about && member.isPresent()) {
        failed.add(member.get());
      }
      return failed;
    }
    for (Told each : told) {
      Optional<Mailbox> member = each.recipient().flatMap(members::find);
      if (each.failed() && member.isPresent()) {
        failed.add(member.get());
      }
    }
    return failed;
  }

  private Optional<Following> count(Mailbox member) {
    BounceRules rules = list.list().bounces();
    Optional<Long> counted =
        list.count(PolicyKey.Kind.BOUNCED, MailboxLine.key(member), ONCE, rules.memory());
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    list.setup().observer().bounced(list.list(), member, counted.get());
    boolean tooMany = rules.most() > 0 && counted.get() >= rules.most();
    if (!tooMany || !suspend(member)) {
      return Optional.empty();
    }
    list.setup().observer().suspended(list.list(), member);
    return Optional.of(list.letters().suspended(list.owners(), member, counted.get()));
  }

  /** Trouble with the file keeps no bounce from the owners; the next one tries again. */
  private boolean suspend(Mailbox member) {
    try {
      return list.file().suspend(member);
    } catch (IOException | IllegalArgumentException e) {
      list.setup().observer().trouble("suspending " + member.text(), e);
      return false;
    }
  }

  /** Whether a program answers for a person; some hosts call what they return an answer as well. */
  private static boolean isAnswer(HeaderFields fields) {
    String said = fields.text("Auto-Submitted").orElse("").toLowerCase(Locale.ROOT);
    return said.startsWith("auto-replied") && fields.first("X-Failed-Recipients").isEmpty();
  }

  /** What the delivery-status part tells (RFC 3464 §2.3); nothing when there is none. */
  private static List<Told> told(MimePart message) {
    List<Told> told = new ArrayList<>();
    for (MimePart part : message.parts()) {
      String type = part.type().name();
      if (type.equals("message/delivery-status") || type.equals("message/global-delivery-status")) {
        addTold(part, told);
      }
    }
    return told;
  }

  private static void addTold(MimePart part, List<Told> told) {
    String text;
    try {
      byte[] octets = part.open().readNBytes(MOST_STATUS);
      text = new String(octets, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String group : text.replace("\r\n", "\n").split("\n\n+", -1)) {
      Optional<Mailbox> recipient = Optional.empty();
      String action = "";
      for (String line : group.split("\n", -1)) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = colon < 0 ? "" : line.substring(colon + 1).strip();
        if (name.equals("action")) {
          action = value.toLowerCase(Locale.ROOT);
        } else if (name.equals("final-recipient") || name.equals("original-recipient")) {
          Optional<Mailbox> said = mailbox(value.substring(value.indexOf(';') + 1).strip());
          recipient = recipient.isPresent() ? recipient : said;
        }
      }
      if (!action.isEmpty()) {
        told.add(new Told(recipient, action.startsWith(FAILED)));
      }
    }
  }

  private static Optional<Mailbox> mailbox(String text) {
    try {
      return Optional.of(Mailbox.parse(text));
    } catch (AddressSyntaxException e) {
      return Optional.empty();
    }
  }
}
