package org.mailshim.mime;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * Reads the date-time of header fields, the obsolete forms included: {@code Fri, 20 Nov 2026
 * 11:03:31 +0100}, {@code 20 Nov 26 11:03 GMT} (RFC 5322 §3.3, §4.3). Stateless.
 */
public final class FieldDates {
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private FieldDates() {}

  /**
   * Reads a date-time.
   *
   * @param text a field's body
   * @return the time with its zone, UTC where the zone is unknown; empty when it is no date-time
   */
  public static Optional<OffsetDateTime> parse(String text) {
    List<String> words = words(text);
    if (!words.isEmpty() && !Ascii.isDigit(words.getFirst().charAt(0))) {
      words.removeFirst(); // the day of the week
    }
    if (words.size() < 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(dateTime(words));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    var field = new FieldText(text);
    field.skipBlanks();
    while (!field.isOver()) {
      String word = field.until(" \t,(-");
      if (field.isOver() || field.peek() != '-' || words.size() < 3) {
        add(words, word);
      } else {
        field.skip();
        add(words, word);
        words.add("-" + field.until(" \t("));
      }
      if (!field.isOver() && (field.peek() == ',' || field.peek() == '-')) {
        field.skip();
      }
      field.skipBlanks();
    }
    return words;
  }

  private static void add(List<String> words, String word) {
    if (!word.isEmpty()) {
      words.add(word);
    }
  }

  private static OffsetDateTime dateTime(List<String> words) {
    int month = MONTHS.indexOf(Parameters.lower(words.get(1)).substring(0, 3));
    if (month < 0 || month % 3 != 0) {
      throw new DateTimeException("no month");
    }
    int year = Integer.parseInt(words.get(2));
    int full = year >= 1000 ? year : year < 50 ? 2000 + year : 1900 + year;
    String[] time = words.get(3).split(":", 3);
    int second = time.length > 2 ? Integer.parseInt(time[2]) : 0;
    return OffsetDateTime.of(
        full,
        month / 3 + 1,
        Integer.parseInt(words.get(0)),
        Integer.parseInt(time[0]),
        time.length > 1 ? Integer.parseInt(time[1]) : 0,
        Math.min(second, 59), // a leap second
        0,
        words.size() > 4 ? zone(words.get(4)) : ZoneOffset.UTC);
  }

  private static ZoneOffset zone(String text) {
    boolean numeric = text.length() == 5 && (text.charAt(0) == '+' || text.charAt(0) == '-');
    if (numeric) {
      int number = Integer.parseInt(text.substring(1));
      int minutes = number / 100 * 60 + number % 100;
      return ZoneOffset.ofTotalSeconds((text.charAt(0) == '-' ? -minutes : minutes) * 60);
    }
    int hours =
        switch (Ascii.upperCase(text)) {
          case "EDT" -> -4;
          case "EST", "CDT" -> -5;
          case "CST", "MDT" -> -6;
          case "MST", "PDT" -> -7;
          case "PST" -> -8;
          default -> 0;
        };
    return ZoneOffset.ofHours(hours);
  }
}
