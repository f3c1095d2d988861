package org.mailshim.authentication;

import java.util.Locale;

/**
 * How a message is brought into the form that is signed (RFC 6376 §3.4): as it is, or so that what
 * relays like to change on the way makes no difference.
 */
public enum Canonicalization {
  /** Hardly any change is tolerated (§3.4.1, §3.4.3). */
  SIMPLE,
  /** Changes of white space and of the case of field names are tolerated (§3.4.2, §3.4.4). */
  RELAXED;

  /** As it stands in the tag c=. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A field in the form that is signed, with its CRLF. */
  String header(String name, String field) {
    if (this == SIMPLE) {
      return field;
    }
    StringBuilder out = new StringBuilder(field.length());
    out.append(name.toLowerCase(Locale.ROOT)).append(':');
    int start = out.length();
    boolean space = false;
    for (int i = field.indexOf(':') + 1; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ' ' || c == '\t') {
        space = true;
      } else if (c != '\r' && c != '\n') {
        if (space && out.length() > start) {
          out.append(' ');
        }
        space = false;
        out.append(c);
      }
    }
    return out.append("\r\n").toString();
  }
}
