package org.mailshim.smtp.submission;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.Ascii;

/** What a server has said to EHLO. It is read leniently, and forgotten behind STARTTLS. */
final class Offer {
  static final int ENHANCED_STATUS_CODES = 1;
  static final int PIPELINING = 1 << 1;
  static final int DSN = 1 << 2;
  static final int SIZE = 1 << 3;
  static final int EIGHT_BIT_MIME = 1 << 4;
  static final int BINARYMIME = 1 << 5;
  static final int CHUNKING = 1 << 6;
  static final int DELIVERBY = 1 << 7;
  static final int ETRN = 1 << 8;
  static final int XUSR = 1 << 9;
  static final int STARTTLS = 1 << 10;
  static final int AUTH = 1 << 11;
  static final int SMTPUTF8 = 1 << 12;

  /** Of Exchange: the last chunk must not be empty. */
  static final int XEXCH50 = 1 << 13;

  private int extensions;
  private long leastDeliveryTime;
  private final List<String> mechanisms = new ArrayList<>();

  /** Nothing, as from a server that knows HELO only. */
  Offer() {}

  /** What the reply's text says, whose first line is a greeting. */
  static Offer of(String text) {
    Offer offer = new Offer();
    int at = text.indexOf('\n') + 1;
    while (at > 0 && at < text.length()) {
      int end = text.indexOf('\n', at);
      offer.take(text.substring(at, end < 0 ? text.length() : end).strip());
      at = end + 1;
    }
    return offer;
  }

  boolean has(int extension) {
    return (extensions & extension) != 0;
  }

  /** The mechanisms of AUTH in the server's order, in capitals. */
  List<String> mechanisms() {
    return mechanisms;
  }

  /** The least number of seconds that DELIVERBY may say. */
  long leastDeliveryTime() {
    return leastDeliveryTime;
  }

  private void take(String line) {
    int space = line.indexOf(' ');
    String keyword = Ascii.upperCase(space < 0 ? line : line.substring(0, space));
    String rest = space < 0 ? "" : line.substring(space).strip();
    if (keyword.startsWith("AUTH=")) {
      // As some servers said before RFC 4954.
      extensions |= AUTH;
      addMechanisms(keyword.substring("AUTH=".length()));
      addMechanisms(rest);
      return;
    }
    extensions |= extension(keyword);
    switch (keyword) {
      case "AUTH" -> addMechanisms(rest);
      case "DELIVERBY" -> leastDeliveryTime = number(rest);
      default -> {}
    }
  }

  private static int extension(String keyword) {
    return switch (keyword) {
      case "ENHANCEDSTATUSCODES" -> ENHANCED_STATUS_CODES;
      case "PIPELINING" -> PIPELINING;
      case "DSN" -> DSN;
      case "SIZE" -> SIZE;
      case "8BITMIME" -> EIGHT_BIT_MIME;
      case "BINARYMIME" -> BINARYMIME;
      case "CHUNKING" -> CHUNKING;
      case "DELIVERBY" -> DELIVERBY;
      case "ETRN" -> ETRN;
      case "XUSR" -> XUSR;
      case "STARTTLS" -> STARTTLS;
      case "AUTH" -> AUTH;
      case "SMTPUTF8" -> SMTPUTF8;
      case "XEXCH50" -> XEXCH50;
      default -> 0;
    };
  }

  private void addMechanisms(String words) {
    int at = 0;
    while (at < words.length()) {
      int space = words.indexOf(' ', at);
      int end = space < 0 ? words.length() : space;
      String name = Ascii.upperCase(words.substring(at, end));
      if (!name.isEmpty() && !mechanisms.contains(name)) {
        mechanisms.add(name);
      }
      at = end + 1;
    }
  }

  private static long number(String digits) {
    long number = 0;
    for (int i = 0; i < digits.length() && number < Integer.MAX_VALUE; i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        break;
      }
      number = 10 * number + c - '0';
    }
    return number;
  }
}
