package org.mailshim.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Mailbox;

/**
 * Reads the addresses of a header field: mailboxes and groups (RFC 5322 §3.4), with the obsolete
 * routes and comments of §4.4. What is no address is passed over up to the next comma, and the
 * first fault remembered, so that one bad address in a received message does not hide the others.
 */
final class AddressList {
  /** More than any server takes for one message; a field of nothing but commas is no work. */
  private static final int MOST = 50_000;

  private final FieldText text;
  private final List<NamedMailbox> found = new ArrayList<>();
  private @Nullable MessageException fault;
  private boolean inGroup;

  AddressList(String text) {
    this.text = new FieldText(text);
  }

  /** The first fault; empty when all were addresses. */
  Optional<MessageException> fault() {
    return Optional.ofNullable(fault);
  }

  List<NamedMailbox> read() {
    for (int i = 0; i < MOST && !text.isOver(); i++) {
      one();
    }
    if (!text.isOver() && fault == null) {
      fault = new MessageException(MessageException.Kind.ADDRESS, "more than 50000 addresses");
    }
    return found;
  }

  /** One address and what ends it. */
  private void one() {
    var words = new StringBuilder();
    String comment = "";
    while (!text.isOver()) {
      char c = text.peek();
      if (c == '(') {
        comment = text.comment();
      } else if (c == '<') {
        named(words.toString());
        text.until(",;");
        words.setLength(0);
        comment = "";
      } else if (c == ',' || (c == ';' && inGroup)) {
        inGroup &= c == ',';
        text.skip();
        break;
      } else if (c == ':' && words.indexOf("@") < 0) {
        words.setLength(0);
        inGroup = true;
        text.skip();
      } else {
        word(words, c);
      }
    }
    bare(words.toString().strip(), comment);
  }

  private void word(StringBuilder words, char c) {
    if (c == '"') {
      int start = text.at();
      String quoted = text.quoted();
      // A local-part keeps its quotes, a name does not.
      boolean localPart = !text.isOver() && text.peek() == '@';
      words.append(localPart ? text.since(start) : quoted);
    } else if (c == '[') {
      words.append(text.until("]"));
    } else {
      words.append(c);
      text.skip();
    }
  }

  private void named(String words) {
    text.skip();
    String address = bracketed();
    text.take('>');
    int route = address.startsWith("@") ? address.indexOf(':') : -1;
    String name = EncodedWords.decode(words.strip());
    add(address.substring(route + 1).strip(), name);
  }

  /** Up to the bracket that closes; a quoted local-part may hold one too. */
  private String bracketed() {
    int start = text.at();
    while (!text.isOver() && text.peek() != '>') {
      if (text.peek() == '"') {
        text.quoted();
      } else {
        text.skip();
      }
    }
    return text.since(start);
  }

  /** An address without brackets; the name may stand behind it in a comment (RFC 822 style). */
  private void bare(String address, String comment) {
    if (!address.isEmpty()) {
      add(address, EncodedWords.decode(comment));
    }
  }

  private void add(String address, String name) {
    try {
      Mailbox mailbox = Mailbox.parse(address);
      String clean = ContentType.clean(name).strip();
      found.add(new NamedMailbox(clean.isEmpty() ? Optional.empty() : Optional.of(clean), mailbox));
    } catch (AddressSyntaxException e) {
      if (fault == null) {
        fault =
            new MessageException(
                MessageException.Kind.ADDRESS, NamedMailbox.noAddress(address, e), e);
      }
    }
  }
}
