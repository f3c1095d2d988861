package org.mailshim.smtp.submission;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a program has set and ordered about the header fields of one name. */
final class HeaderField {
  /** How the value is set and written, and what it is by default. */
  enum Kind {
    /** A point in time; now by default. */
    DATE,
    /** Mailboxes; the reverse-path by default. */
    FROM,
    /** One mailbox. */
    SENDER,
    /** Mailboxes; all recipients by default, if the program wants it at all. */
    TO,
    /** Mailboxes. */
    LIST,
    /** One mailbox; the reverse-path by default, if the program wants it at all. */
    NOTIFICATION,
    /** Unique; made by default. */
    MESSAGE_ID,
    /** Anything. */
    TEXT
  }

  private final Kind kind;
  private String name;
  private boolean named;
  private boolean set;
  private boolean isDefault;
  private String text = "";
  private long seconds;
  private final List<String> mailboxes = new ArrayList<>(1);

  boolean override;
  boolean prohibited;

  /** Whether the message that is being sent has it, or it was sent. */
  boolean seen;

  HeaderField(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  /** A field is called as the program calls it first. */
  void named(String given) {
    if (!named && kind != Kind.DATE && kind != Kind.FROM && kind != Kind.MESSAGE_ID) {
      name = given;
    }
    named = true;
  }

  boolean isSet() {
    return set;
  }

  /** Whether it is sent although nobody has set it. */
  boolean isGenerated() {
    return kind == Kind.DATE || kind == Kind.FROM || kind == Kind.MESSAGE_ID;
  }

  /** Whether a message has it only once. */
  boolean isSingle() {
    return kind != Kind.TEXT || set;
  }

  boolean isProhibitable() {
    return kind != Kind.DATE && kind != Kind.FROM;
  }

  boolean date(long value) {
    if (kind != Kind.DATE || set) {
      return false;
    }
    seconds = value;
    set = value != 0; // 0 is now
    return true;
  }

  boolean text(@Nullable String value) {
    if ((kind != Kind.TEXT && kind != Kind.MESSAGE_ID) || set) {
      return false;
    }
    isDefault = value == null;
    text = value == null ? "" : value;
    set = true;
    return true;
  }

  boolean mailbox(@Nullable String phrase, @Nullable String address) {
    return switch (kind) {
      case DATE, MESSAGE_ID, TEXT -> false;
      case SENDER -> !set && address != null && add(phrase, address);
      case NOTIFICATION -> !set && add(phrase, address);
      case FROM, TO, LIST -> add(phrase, address);
    };
  }

  private boolean add(@Nullable String phrase, @Nullable String address) {
    if (address == null) {
      if (phrase != null) {
        return false;
      }
      mailboxes.clear();
    } else {
      mailboxes.add(phrase == null ? address : '"' + phrase + "\" <" + address + ">");
    }
    isDefault = address == null;
    set = true;
    return true;
  }

  /**
   * The whole field with its line end.
   *
   * @throws Ending when it has no value and needs one
   */
  String line(SubmittedMessage message, SubmissionHost host, String hostName) {
    String value =
        switch (kind) {
          case DATE -> host.date(set ? seconds : host.seconds());
          case MESSAGE_ID -> '<' + messageId(host, hostName) + '>';
          case TEXT -> text;
          case FROM, NOTIFICATION -> mailboxes.isEmpty() ? sender(message) : listed();
          case TO -> isDefault ? recipients(message) : listed();
          case SENDER, LIST -> listed();
        };
    return name + ": " + value + "\r\n";
  }

  private String messageId(SubmissionHost host, String hostName) {
    return set && !isDefault ? text : host.uniqueName() + '@' + hostName;
  }

  private static String sender(SubmittedMessage message) {
    String path = message.reversePath();
    return path == null || path.isEmpty() ? "<>" : path;
  }

  private static String recipients(SubmittedMessage message) {
    StringBuilder all = new StringBuilder();
    for (SubmittedRecipient each : message.recipients()) {
      all.append(all.isEmpty() ? "" : ",\r\n\t").append(each.mailbox());
    }
    return all.toString();
  }

  /** Last set, first written: what reads them has seen no other order. */
  private String listed() {
    if (mailboxes.isEmpty()) {
      throw Ending.of(Ending.How.HANG_UP, Fault.NO_VALUE);
    }
    StringBuilder all = new StringBuilder();
    for (int i = mailboxes.size() - 1; i >= 0; i--) {
      all.append(all.isEmpty() ? "" : ",\r\n    ").append(mailboxes.get(i));
    }
    return all.toString();
  }
}
