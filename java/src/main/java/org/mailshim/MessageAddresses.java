package org.mailshim;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.mime.HeaderField;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.NamedMailbox;

/** Addresses in the header fields of a message. Stateless. */
final class MessageAddresses {
  /** The fields of a message that was built. */
  static final List<String> NAMES =
      List.of(
          "From",
          "Sender",
          "Reply-To",
          "To",
          "Cc",
          "Disposition-Notification-To",
          "Return-Receipt-To");

  private MessageAddresses() {}

  /** Those that can be read, of all fields of that name. */
  static List<NamedMailbox> lenient(HeaderFields fields, String name) {
    List<NamedMailbox> found = new ArrayList<>();
    for (HeaderField field : fields.all(name)) {
      found.addAll(NamedMailbox.lenientList(field.body()));
    }
    return found;
  }
}
