package org.mailshim;

import java.util.Locale;
import org.mailshim.address.Utf8;

/** The header fields that {@link MailMessageBuilder} writes itself. Stateless. */
final class MessageFields {
  private MessageFields() {}

  /** Whether a field is not for {@link MailMessageBuilder#header}. */
  static boolean isOwn(String name) {
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
  static String clean(String text) {
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
