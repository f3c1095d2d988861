package org.mailshim;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mailshim.address.Ascii;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.address.Utf8;
import org.mailshim.message.DateTimes;
import org.mailshim.message.MessageIds;
import org.mailshim.mime.HeaderField;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MessageException;
import org.mailshim.mime.NamedMailbox;

/**
 * The header fields of a message that is being built: what was given, and the header section that
 * it makes. One thread at a time.
 */
final class MessageFields {
  private static final Domain NAMELESS = DomainName.parse("localhost.invalid");

  /**
   * A wish for a receipt.
   *
   * @param whom who is to get it; empty for the sender, or for no wish
   * @param toSender whether the sender is
   */
  record Receipt(Optional<NamedMailbox> whom, boolean toSender) {
    private static final Receipt NONE = new Receipt(Optional.empty(), false);
    private static final Receipt TO_SENDER = new Receipt(Optional.empty(), true);

    /** For the sender, or no wish. */
    static Receipt toSender(boolean wanted) {
      return wanted ? TO_SENDER : NONE;
    }

    /** For somebody. */
    static Receipt to(String whom) {
      return new Receipt(Optional.of(NamedMailbox.parse(whom)), false);
    }

    private List<NamedMailbox> mailboxes(Optional<NamedMailbox> sender, List<NamedMailbox> from) {
      if (whom.isPresent()) {
        return List.of(whom.get());
      }
      boolean known = sender.isPresent() || !from.isEmpty();
      return toSender && known ? List.of(sender.orElseGet(from::getFirst)) : List.of();
    }
  }

  private final List<NamedMailbox> from = new ArrayList<>();
  private final List<NamedMailbox> to = new ArrayList<>();
  private final List<NamedMailbox> cc = new ArrayList<>();
  private final List<NamedMailbox> replyTo = new ArrayList<>();
  private Optional<NamedMailbox> sender = Optional.empty();
  private Optional<String> subject = Optional.empty();
  private Optional<String> date = Optional.empty();
  private Optional<String> messageId = Optional.empty();
  private boolean important;
  private Receipt readReceipt = Receipt.NONE;
  private Receipt deliveryReceipt = Receipt.NONE;
  private final List<HeaderField> more = new ArrayList<>();

  void from(List<NamedMailbox> mailboxes) {
    from.addAll(mailboxes);
  }

  void sender(NamedMailbox mailbox) {
    sender = Optional.of(mailbox);
  }

  void replyTo(List<NamedMailbox> mailboxes) {
    replyTo.addAll(mailboxes);
  }

  void to(List<NamedMailbox> mailboxes) {
    to.addAll(mailboxes);
  }

  void cc(List<NamedMailbox> mailboxes) {
    cc.addAll(mailboxes);
  }

  void subject(String line) {
    subject =
        line.isBlank()
            ? Optional.empty()
            : Optional.of(HeaderField.of("Subject", line.strip()).body());
  }

  /** A date as RFC 5322 writes it. */
  void date(String text) {
    date = Optional.of(text);
  }

  void messageId(String id) {
    if (!id.startsWith("<") || !id.endsWith(">") || id.indexOf(' ') >= 0) {
      throw new MessageException(MessageException.Kind.HEADER, "no Message-ID");
    }
    messageId = Optional.of(HeaderField.of("Message-ID", id).body());
  }

  void inReplyTo(MailMessage other) {
    Optional<String> id = other.messageId();
    if (id.isPresent()) {
      String before = other.field("References").or(() -> other.field("In-Reply-To")).orElse("");
      replace("In-Reply-To", id.get());
      replace("References", (before + " " + id.get()).strip());
    }
    if (subject.isEmpty() && other.subject().isPresent()) {
      String about = other.subject().get();
      subject(Ascii.startsWithIgnoringCase(about, 0, "Re:") ? about : "Re: " + about);
    }
  }

  void important(boolean is) {
    important = is;
  }

  void readReceipt(Receipt wanted) {
    readReceipt = wanted;
  }

  void deliveryReceipt(Receipt wanted) {
    deliveryReceipt = wanted;
  }

  void add(String name, String value) {
    if (isOwn(name)) {
      throw new MessageException(
          MessageException.Kind.HEADER, "the header field " + name + " is set in another way");
    }
    more.add(HeaderField.of(name, value));
  }

  void replace(String name, String value) {
    more.removeIf(field -> Ascii.equalsIgnoringCase(field.name(), name));
    add(name, value);
  }

  /** Takes over what a message has. */
  void startFrom(MailMessage message) {
    from.addAll(message.from());
    sender = message.field("Sender").isPresent() ? message.sender() : Optional.empty();
    replyTo.addAll(MessageAddresses.lenient(message.fields(), "Reply-To"));
    to.addAll(message.to());
    cc.addAll(message.cc());
    subject = message.subject().map(MessageFields::clean);
    date = message.field("Date").map(MessageFields::clean);
    messageId = message.messageId().map(MessageFields::clean);
    for (HeaderField field : message.fields()) {
      if (!isOwn(field.name()) && !field.text().isEmpty()) {
        more.add(HeaderField.of(field.name(), clean(field.text())));
      }
    }
  }

  /** The header section, but for what the body says of itself. */
  HeaderFields assembled(Clock clock, RandomGenerator random) {
    List<HeaderField> fields = new ArrayList<>(more.size() + 12);
    fields.add(new HeaderField("Date", date.orElseGet(() -> DateTimes.now(clock))));
    addresses(fields, "From", from);
    sender.ifPresent(one -> addresses(fields, "Sender", List.of(one)));
    addresses(fields, "Reply-To", replyTo);
    addresses(fields, "To", to);
    addresses(fields, "Cc", cc);
    fields.add(new HeaderField("Message-ID", messageId.orElseGet(() -> newMessageId(random))));
    subject.ifPresent(line -> fields.add(new HeaderField("Subject", line)));
    if (important) {
      fields.add(new HeaderField("Importance", "high"));
      fields.add(new HeaderField("X-Priority", "1"));
      fields.add(new HeaderField("Priority", "urgent"));
    }
    addresses(fields, "Disposition-Notification-To", readReceipt.mailboxes(sender, from));
    addresses(fields, "Return-Receipt-To", deliveryReceipt.mailboxes(sender, from));
    fields.addAll(more);
    return new HeaderFields(fields);
  }

  private String newMessageId(RandomGenerator random) {
    Domain domain = from.isEmpty() ? NAMELESS : from.getFirst().mailbox().domain();
    return new MessageIds(random, domain).next();
  }

  private static void addresses(
      List<HeaderField> fields, String name, List<NamedMailbox> mailboxes) {
    if (mailboxes.isEmpty()) {
      return;
    }
    var body = new StringBuilder(32 * mailboxes.size());
    for (NamedMailbox each : mailboxes) {
      body.append(body.isEmpty() ? "" : ", ").append(each);
    }
    fields.add(new HeaderField(name, body.toString()));
  }

  /** Whether a field is not for {@link MailMessageBuilder#header}. */
  private static boolean isOwn(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "subject",
          "date",
          "message-id",
          "mime-version",
          "content-type",
          "content-transfer-encoding",
          "content-disposition",
          "content-id" ->
          true;
      default -> false;
    };
  }

  /** A received text without controls, which could not be sent again. */
  private static String clean(String text) {
    if (Utf8.firstForbidden(text) < 0) {
      return text;
    }
    var clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sound = !Character.isISOControl(c) && !Character.isSurrogate(c) && c != '\uFFFD';
      clean.append(sound || isPair(text, i) ? c : ' ');
    }
    return clean.toString();
  }

  private static boolean isPair(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
