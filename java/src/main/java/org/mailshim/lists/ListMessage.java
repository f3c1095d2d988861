package org.mailshim.lists;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.PrintableText;
import org.mailshim.message.HeaderBlock;
import org.mailshim.message.MailData;
import org.mailshim.mime.Content;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MimeReader;
import org.mailshim.mime.NamedMailbox;

/**
 * A message that came to a list, as far as its header section tells. One delivery's, on its thread.
 *
 * @param data the message
 * @param block its header section, octet for octet
 * @param fields the same, to be asked
 */
record ListMessage(MailData data, HeaderBlock block, HeaderFields fields) {
  private static final int SHOWN = 120;

  /** What a list writes itself, or another list has written before (RFC 2369 §4, RFC 2919 §6). */
  private static final Set<String> REPLACED =
      Set.of("precedence", "return-path", "bcc", "x-original-from");

  private static final String LIST_FIELDS = "list-";

  /** Reads the header section. */
  static ListMessage of(MailData data) throws IOException {
    HeaderBlock block = HeaderBlock.of(data);
    var octets = new ByteArrayOutputStream(block.octets());
    block.fields().forEach(octets::writeBytes);
    Content header = Content.of(octets.toByteArray());
    return new ListMessage(data, block, MimeReader.read(header).fields());
  }

  /** The mailbox in From, if there is exactly one. */
  Optional<NamedMailbox> author() {
    if (fields.all("From").size() != 1) {
      return Optional.empty();
    }
    List<NamedMailbox> found = NamedMailbox.lenientList(fields.first("From").orElseThrow().body());
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The author for people, whatever the field looks like. */
  String authorText() {
    Optional<NamedMailbox> author = author();
    return author.isPresent() ? author.get().mailbox().text() : text("From");
  }

  /** A field for people: printable, cut. */
  String text(String name) {
    return PrintableText.of(fields.text(name).orElse(""), SHOWN);
  }

  /** Whether a program wrote it, which must not be answered or passed on (RFC 3834 §2). */
  boolean isAutomatic() {
    String said = value("Auto-Submitted");
    String precedence = value("Precedence");
    return (!said.isEmpty() && !said.equals("no"))
        || precedence.equals("bulk")
        || precedence.equals("junk")
        || fields.first("X-Autoreply").isPresent()
        || fields.first("X-Autorespond").isPresent();
  }

  /** Whether it came from a list: this one, or any when the name is empty. */
  boolean isFromList(String id) {
    for (var field : fields.all("List-Id")) {
      String said = field.body().toLowerCase(Locale.ROOT);
      if (id.isEmpty() || said.contains("<" + id.toLowerCase(Locale.ROOT) + ">")) {
        return true;
      }
    }
    return false;
  }

  /** The first word of a field, in lower case. */
  private String value(String name) {
    String text = fields.text(name).orElse("").toLowerCase(Locale.ROOT);
    int end = 0;
    while (end < text.length() && "; \t(".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, end);
  }

  /**
   * The message with other fields at its top. Those of lists are left out, since they are written
   * anew; all others stay as they are and in their order, signatures too.
   *
   * @param top each with its line end
   * @param without names of further fields that are left out, in lower case
   */
  MailData with(byte[] top, Set<String> without) {
    var header = new ByteArrayOutputStream(top.length + block.octets());
    header.writeBytes(top);
    for (byte[] field : block.fields()) {
      String name = HeaderBlock.name(field);
      boolean replaced = name.startsWith(LIST_FIELDS) || REPLACED.contains(name);
      if (!replaced && !without.contains(name)) {
        header.writeBytes(field);
      }
    }
    return data.startingAt(block.octets()).precededBy(header.toByteArray());
  }
}
