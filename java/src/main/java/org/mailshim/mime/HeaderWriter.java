package org.mailshim.mime;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Utf8;

/**
 * Writes header fields, folded (RFC 5322 §2.2.3) in lines of at most 78 octets where there is white
 * space to fold at. Fields of addresses are written as addresses, everything else as text. One
 * message per instance.
 */
final class HeaderWriter {
  private static final int LINE = 78;

  /** A word that is longer is encoded even when it is US-ASCII: a line ends at 998. */
  private static final int LONGEST_WORD = 900;

  private static final Set<String> ADDRESSES =
      Set.of(
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "resent-from",
          "resent-sender",
          "resent-to",
          "resent-cc",
          "disposition-notification-to",
          "return-receipt-to");

  private final OctetBuffer out;
  private final boolean utf8;
  private boolean needsUtf8;

  HeaderWriter(OctetBuffer out, boolean utf8) {
    this.out = out;
    this.utf8 = utf8;
  }

  /** Whether octets above 127 have been written. */
  boolean needsUtf8() {
    return needsUtf8;
  }

  /** Writes a field and its line end. */
  void field(HeaderField field) {
    out.ascii(field.name()).octet(':').octet(' ');
    if (ADDRESSES.contains(Parameters.lower(field.name()))) {
      addresses(field);
    } else {
      text(field.body());
    }
    out.crlf();
  }

  private void addresses(HeaderField field) {
    var list = new AddressList(field.body());
    List<NamedMailbox> mailboxes = list.read();
    if (list.fault().isPresent() || mailboxes.isEmpty()) {
      text(field.body());
      return;
    }
    for (int i = 0; i < mailboxes.size(); i++) {
      mailbox(mailboxes.get(i), i < mailboxes.size() - 1);
    }
  }

  private void mailbox(NamedMailbox each, boolean comma) {
    Optional<String> name = each.name();
    if (name.isPresent()) {
      name(name.get());
      out.octet(' ');
    }
    String address = each.mailbox().text();
    boolean ascii = Utf8.isAscii(address);
    if (!ascii && !utf8) {
      throw new MessageException(
          MessageException.Kind.ADDRESS,
          "an address that only SMTPUTF8 can carry in a message that is to be US-ASCII: "
              + address);
    }
    needsUtf8 |= !ascii;
    fold(address.length() + 3);
    if (name.isPresent()) {
      octets(address, '<').octet('>');
    } else {
      octets(address, -1);
    }
    if (comma) {
      out.octet(',').octet(' ');
    }
  }

  private OctetBuffer octets(String address, int before) {
    if (before >= 0) {
      out.octet(before);
    }
    return out.utf8(address);
  }

  /** Goes to a new line when the next octets do not fit this one. */
  private void fold(int octets) {
    if (out.column() + octets > LINE && out.column() > 1) {
      out.crlf().octet(' ');
    }
  }

  private void name(String name) {
    if (EncodedWords.isNeeded(name) && !(utf8 && Utf8.firstForbidden(name) < 0)) {
      EncodedWords.append(out, name);
      return;
    }
    needsUtf8 |= !Utf8.isAscii(name);
    fold(name.length() + 2);
    if (FieldText.isPhrase(name)) {
      out.utf8(name);
    } else {
      out.utf8('"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
  }

  private void text(String text) {
    boolean encode = (!utf8 && EncodedWords.isNeeded(text)) || hasLongWord(text);
    if (encode) {
      EncodedWords.append(out, text);
      return;
    }
    boolean ascii = Utf8.isAscii(text);
    needsUtf8 |= !ascii;
    if (out.column() + text.length() <= LINE) {
      if (ascii) {
        out.ascii(text);
      } else {
        out.utf8(text);
      }
      return;
    }
    folded(text);
  }

  private static boolean hasLongWord(String text) {
    if (text.length() <= LONGEST_WORD) {
      return false;
    }
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        start = i;
      } else if (i - start > LONGEST_WORD) {
        return true;
      }
    }
    return false;
  }

  private void folded(String text) {
    int at = 0;
    while (at < text.length()) {
      int space = text.indexOf(' ', at + 1);
      int end = space < 0 ? text.length() : space;
      boolean blank = text.charAt(at) == ' ';
      if (blank && out.column() + end - at > LINE && !isBlank(text, at, end)) {
        out.crlf();
      }
      out.utf8(text.substring(at, end));
      at = end;
    }
  }

  private static boolean isBlank(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != ' ') {
        return false;
      }
    }
    return true;
  }
}
