package org.mailshim.lists;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.LocalAgent.Following;
import org.mailshim.message.DateTimes;
import org.mailshim.message.MessageIds;
import org.mailshim.mime.Composition;
import org.mailshim.mime.HeaderField;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.WireForm;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.QueueId;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;

/**
 * What a list says by itself: to who wants to subscribe, to moderators, to owners. Its letters come
 * from {@code crew-request}, have the null reverse-path and say by Auto-Submitted that no person
 * wrote them, so that no program answers (RFC 3834). Any thread.
 */
final class ListLetters {
  static final String APPROVE = "approve";
  static final String REJECT = "reject";
  private static final String CONFIRM = "confirm ";
  private static final MailParameters UTF8 =
      MailParameters.of(List.of(Parameter.BODY_8BITMIME, Parameter.SMTPUTF8));

  private final MailingList list;
  private final ListSetup setup;

  ListLetters(MailingList list, ListSetup setup) {
    this.list = list;
    this.setup = setup;
  }

  private Following letter(List<Mailbox> to, String kind, String subject, String text) {
    var ids = new MessageIds(setup.random(), list.address().domain());
    StringBuilder addressees = new StringBuilder();
    List<ForwardPath> paths = new ArrayList<>();
    for (Mailbox each : to) {
      addressees.append(addressees.isEmpty() ? "" : ", ").append(each.text());
      paths.add(ForwardPath.of(each));
    }
    var fields =
        new HeaderFields(
            List.of(
                HeaderField.of("Date", DateTimes.now(setup.clock())),
                HeaderField.of("From", ListRole.REQUEST.of(list.address()).text()),
                HeaderField.of("To", addressees.toString()),
                HeaderField.of("Subject", subject),
                HeaderField.of("Message-ID", ids.next()),
                HeaderField.of("Auto-Submitted", kind),
                HeaderField.of("Precedence", "list")));
    var envelope = new Envelope(ReversePath.NULL, paths);
    boolean ascii = envelope.isAscii();
    try {
      var data =
          Composition.of(
              fields,
              MimePart.text("plain", text),
              ascii ? WireForm.SEVEN_BIT : WireForm.UTF8,
              setup.random().nextLong());
      MailParameters parameters = ascii ? MailParameters.NONE : UTF8;
      return new Following(QueueEnvelope.of(envelope, parameters), setup.signed(list, data));
    } catch (IOException e) {
      throw new UncheckedIOException("composing a letter in memory", e);
    }
  }

  private Following answer(Mailbox to, String subject, String text) {
    return letter(List.of(to), "auto-replied", subject, text);
  }

  private String name() {
    return list.address().text();
  }

  private String role(ListRole role) {
    return role.of(list.address()).text();
  }

  /** How to do what can be done by mail. */
  Following help(Mailbox to, String problem) {
    String first = problem.isEmpty() ? "" : problem + "\n\n";
    return answer(
        to,
        list.address().localPart() + ": how to subscribe and unsubscribe",
        first
            + "To subscribe to "
            + name()
            + ", send a message to\n  "
            + role(ListRole.SUBSCRIBE)
            + "\nTo unsubscribe, send one to\n  "
            + role(ListRole.UNSUBSCRIBE)
            + "\nYou are asked to confirm either.\n\nThe people who look after the list are reached at\n  "
            + role(ListRole.OWNER)
            + "\n");
  }

  /** Asks whoever reads mail at an address whether it meant what was asked for it. */
  Following confirm(String action, Mailbox member) {
    String token = setup.tokens().ending(action, list, MailboxLine.key(member));
    return answer(
        member,
        CONFIRM + action + " " + member.text() + " " + token,
        "Somebody, perhaps you, has asked to "
            + action
            + " "
            + member.text()
            + " "
            + (action.equals(ListFields.UNSUBSCRIBE) ? "from" : "to")
            + " the list\n  "
            + name()
            + "\n\nIf that is meant, answer this message and leave its subject as it is.\n"
            + "If not, do nothing.\n");
  }

  /** Says what has become of a request. */
  Following done(Mailbox member, String subject, String sentence) {
    return answer(
        member,
        list.address().localPart() + ": " + subject,
        sentence + "\n\nThe list is " + name() + ".\nHelp: " + role(ListRole.HELP) + "\n");
  }

  /** Tells moderators that a message waits. */
  Following waits(
      List<Mailbox> moderators, QueueId id, ListMessage message, String reason, long octets) {
    String text =
        "A message for the list "
            + name()
            + " waits for a moderator: "
            + reason
            + ".\n\n  From:    "
            + message.text("From")
            + "\n  Subject: "
            + message.text("Subject")
            + "\n  Date:    "
            + message.text("Date")
            + "\n  Octets:  "
            + octets
            + "\n\nTo let it go to the members, send to\n  "
            + role(ListRole.REQUEST)
            + "\na message with this subject:\n  "
            + command(APPROVE, id)
            + "\nTo return it to its author:\n  "
            + command(REJECT, id)
            + "\nIf nobody does either, it is dropped after "
            + list.posting().holding().toDays()
            + " days.\n";
    String subject = list.address().localPart() + ": a message waits for a moderator";
    return letter(moderators, "auto-generated", subject, text);
  }

  private String command(String action, QueueId id) {
    String token = setup.tokens().lasting(action, list, id.text());
    return action + " " + id.text() + " " + token;
  }

  /** Tells an author that a moderator has not let the message go on. */
  Following rejected(Mailbox author, String subject) {
    return done(
        author,
        "your message was not accepted",
        "A moderator has decided that your message does not go to the members.\n\n  Subject: "
            + subject);
  }

  /** Tells the owners that a member gets no more mail. */
  Following suspended(List<Mailbox> owners, Mailbox member, long bounces) {
    return letter(
        owners,
        "auto-generated",
        list.address().localPart() + ": a member was suspended",
        "Mail for "
            + member.text()
            + " came back on "
            + bounces
            + " days. The list\n  "
            + name()
            + "\nsends no more. The members file says \"suspended:\" of that address;\n"
            + "who takes that word away, or subscribes again, gets mail again.\n");
  }
}
