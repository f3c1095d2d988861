package org.mailshim.mime;

/** How a part is meant to be shown (RFC 2183 §2). */
public enum Disposition {
  /** Within the message. */
  INLINE("inline"),
  /** On request, as a file; so is everything that is not {@code inline} (§2.8). */
  ATTACHMENT("attachment");

  private final String text;

  Disposition(String text) {
    this.text = text;
  }

  /** As header fields have it. */
  String text() {
    return text;
  }
}
