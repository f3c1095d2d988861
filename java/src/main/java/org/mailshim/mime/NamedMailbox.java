package org.mailshim.mime;

import java.util.List;
import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;
import org.mailshim.address.Utf8;

/**
 * A mailbox as header fields have it: perhaps with the name of a person before it (RFC 5322 §3.4).
 * Immutable, for any thread.
 *
 * @param name what is displayed; empty for none
 * @param mailbox the address
 */
public record NamedMailbox(Optional<String> name, Mailbox mailbox) {
  /**
   * Checks the name.
   *
   * @throws MessageException of kind ADDRESS when it holds a control character
   */
  public NamedMailbox {
    if (name.isPresent() && Utf8.firstForbidden(name.get()) >= 0) {
      throw new MessageException(
          MessageException.Kind.ADDRESS, "a control character in the name of " + mailbox);
    }
  }

  /**
   * A mailbox without a name.
   *
   * @param mailbox the address
   * @return the mailbox
   */
  public static NamedMailbox of(Mailbox mailbox) {
    return new NamedMailbox(Optional.empty(), mailbox);
  }

  /**
   * A mailbox with a name.
   *
   * @param name any text without control characters
   * @param address the address
   * @return the mailbox
   * @throws MessageException of kind ADDRESS when the address is none
   */
  public static NamedMailbox of(String name, String address) {
    try {
      return new NamedMailbox(Optional.of(name), Mailbox.parse(address));
    } catch (AddressSyntaxException e) {
      throw new MessageException(MessageException.Kind.ADDRESS, noAddress(address, e), e);
    }
  }

  /**
   * Reads one mailbox as people write it: {@code ann@example.org}, {@code <ann@example.org>},
   * {@code Ann Example <ann@example.org>}, {@code "Example, Ann" <ann@example.org>}, names in any
   * script.
   *
   * @param text the mailbox
   * @return the mailbox
   * @throws MessageException of kind ADDRESS when there is not exactly one
   */
  public static NamedMailbox parse(String text) {
    List<NamedMailbox> found = parseList(text);
    if (found.size() != 1) {
      throw new MessageException(
          MessageException.Kind.ADDRESS,
          found.size() + " addresses where there should be one: " + PrintableText.of(text, 100));
    }
    return found.getFirst();
  }

  /**
   * Reads mailboxes with commas between them.
   *
   * @param text the mailboxes; groups are taken for their members
   * @return in their order
   * @throws MessageException of kind ADDRESS when one of them is none
   */
  public static List<NamedMailbox> parseList(String text) {
    if (Utf8.firstForbidden(text) >= 0) {
      throw new MessageException(
          MessageException.Kind.ADDRESS,
          "a control character in an address: " + PrintableText.of(text, 100));
    }
    var list = new AddressList(text);
    List<NamedMailbox> found = list.read();
    if (list.fault().isPresent()) {
      throw list.fault().get();
    }
    return found;
  }

  /**
   * Reads the mailboxes of a received header field.
   *
   * @param body the field's body; groups are taken for their members
   * @return those that can be read, in their order
   */
  public static List<NamedMailbox> lenientList(String body) {
    return new AddressList(body).read();
  }

  static String noAddress(String text, AddressSyntaxException e) {
    return "no address: " + PrintableText.of(text, 100) + " (" + e.getMessage() + ")";
  }

  /** As a person would write it. */
  @Override
  public String toString() {
    if (name.isEmpty()) {
      return mailbox.text();
    }
    String said = name.get();
    String shown =
        FieldText.isPhrase(said)
            ? said
            : '"' + said.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    return shown + " <" + mailbox.text() + ">";
  }
}
