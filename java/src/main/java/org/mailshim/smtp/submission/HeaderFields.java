package org.mailshim.smtp.submission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Ascii;

/**
 * The header of a message: what the message brings, with what a program has set.
 *
 * <p>A field that the message has stays where it is; what is missing follows, Date, From and
 * Message-Id first, then what was set, in the order in which it was named first. Where both have a
 * field the message's wins, unless the program has said that it wants to {@link #override} it. Of
 * fields that may stand once, the first is sent. Fields that describe how a message came or what is
 * in it ({@code Received}, {@code Resent-…}, {@code Content-…}, {@code MIME-…}) are none of a
 * program's business here; they pass. {@code Return-Path} and the like are never sent (RFC 5321
 * §4.4).
 *
 * <p>Setters return false for what cannot be: a second value, a line end that no folding follows,
 * and a field that is not the program's. One thread at a time.
 */
public final class HeaderFields {
  private static final String[] PRESERVED = {"CONTENT-", "MIME-", "RESENT-"};

  private final Map<String, HeaderField> fields = new LinkedHashMap<>();

  HeaderFields() {
    fields.put("DATE", new HeaderField("Date", HeaderField.Kind.DATE));
    fields.put("FROM", new HeaderField("From", HeaderField.Kind.FROM));
    fields.put("MESSAGE-ID", new HeaderField("Message-Id", HeaderField.Kind.MESSAGE_ID));
  }

  private static HeaderField.Kind kindOf(String upperCase) {
    return switch (upperCase) {
      case "DATE" -> HeaderField.Kind.DATE;
      case "FROM" -> HeaderField.Kind.FROM;
      case "MESSAGE-ID" -> HeaderField.Kind.MESSAGE_ID;
      case "SENDER" -> HeaderField.Kind.SENDER;
      case "TO" -> HeaderField.Kind.TO;
      case "CC", "BCC", "REPLY-TO" -> HeaderField.Kind.LIST;
      case "DISPOSITION-NOTIFICATION-TO" -> HeaderField.Kind.NOTIFICATION;
      default -> HeaderField.Kind.TEXT;
    };
  }

  private static boolean isStripped(String upperCase) {
    return switch (upperCase) {
      case "RETURN-PATH", "ORIGINAL-RECIPIENT", "RESENT-REPLY-TO" -> true;
      default -> false;
    };
  }

  private static boolean isPreserved(String upperCase) {
    for (String prefix : PRESERVED) {
      if (upperCase.startsWith(prefix)) {
        return true;
      }
    }
    return upperCase.equals("RECEIVED");
  }

  /** Sets a field that is a point in time, in seconds since 1970; 0 is now. */
  public boolean setDate(String name, long seconds) {
    HeaderField field = settable(name);
    return field != null && field.date(seconds);
  }

  /**
   * Adds a mailbox to a field that has some, or sets the one.
   *
   * @param phrase the name to show; null = none
   * @param address null, and no phrase, for the default of the field
   */
  public boolean setMailbox(String name, @Nullable String phrase, @Nullable String address) {
    if (!isFolded(phrase) || !isFolded(address)) {
      return false;
    }
    HeaderField field = settable(name);
    return field != null && field.mailbox(phrase, address);
  }

  /** Sets a field of text; null is no text, or a new message identification. */
  public boolean setText(String name, @Nullable String text) {
    if (!isFolded(text)) {
      return false;
    }
    HeaderField field = settable(name);
    return field != null && field.text(text);
  }

  /** Whether the program's value replaces the message's. */
  public boolean override(String name, boolean on) {
    HeaderField field = field(name);
    if (field == null) {
      return false;
    }
    field.override = on;
    return true;
  }

  /** Whether the field is left out, whoever has set it; Date and From cannot be. */
  public boolean prohibit(String name, boolean on) {
    HeaderField field = field(name);
    if (field == null || !field.isProhibitable()) {
      return false;
    }
    field.prohibited = on;
    return true;
  }

  private @Nullable HeaderField settable(String name) {
    HeaderField field = field(name);
    return field == null || field.prohibited ? null : field;
  }

  /** The field of a program; null when it is not the program's. */
  private @Nullable HeaderField field(String name) {
    String upperCase = Ascii.upperCase(name);
    boolean refused = isPreserved(upperCase) || isStripped(upperCase);
    if (refused || name.isEmpty() || name.indexOf('\r') >= 0 || name.indexOf('\n') >= 0) {
      return null;
    }
    HeaderField field = known(upperCase, name);
    field.named(name);
    return field;
  }

  private HeaderField known(String upperCase, String name) {
    HeaderField field = fields.get(upperCase);
    if (field == null) {
      field = new HeaderField(name, kindOf(upperCase));
      fields.put(upperCase, field);
    }
    return field;
  }

  /** Whether each line end in it is followed by a space or tab, so that no other field begins. */
  private static boolean isFolded(@Nullable String text) {
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineEnd =
          c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'));
      if (lineEnd && !isBlankAt(text, i + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlankAt(String text, int at) {
    return at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t');
  }

  /** A message begins. */
  void begin() {
    for (HeaderField field : fields.values()) {
      field.seen = false;
    }
  }

  /**
   * What becomes of a field of the message.
   *
   * @param line all of it, with its line ends
   * @return what is sent in its place, often the same; null for nothing
   */
  @Nullable String replaced(
      String line, SubmittedMessage message, SubmissionHost host, String hostName) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return line;
    }
    String name = line.substring(0, colon);
    String upperCase = Ascii.upperCase(name);
    if (isStripped(upperCase)) {
      return null;
    }
    if (isPreserved(upperCase)) {
      return line;
    }
    HeaderField field = fields.get(upperCase);
    if (field == null) {
      if (kindOf(upperCase) == HeaderField.Kind.TEXT) {
        return line;
      }
      field = known(upperCase, name);
    }
    boolean again = field.seen && field.isSingle();
    field.seen = true;
    if (again || field.prohibited) {
      return null;
    }
    return field.override && (field.isSet() || field.isGenerated())
        ? field.line(message, host, hostName)
        : line;
  }

  /** What the message did not bring, in order. */
  List<HeaderField> missing() {
    List<HeaderField> missing = new ArrayList<>(4);
    for (HeaderField field : fields.values()) {
      if (!field.seen && !field.prohibited && (field.isSet() || field.isGenerated())) {
        missing.add(field);
      }
    }
    return missing;
  }
}
