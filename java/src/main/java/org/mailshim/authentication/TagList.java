package org.mailshim.authentication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of tags and values, {@code v=1; a=rsa-sha256} (RFC 6376 §3.2), as DKIM and DMARC write
 * them. Tags have their case; white space around tags and values does not count. Immutable.
 */
final class TagList {
  /** One value: its text, and where it stands in the text of the list. */
  private record Value(String text, int from, int to) {}

  private final Map<String, Value> values;

  private TagList(Map<String, Value> values) {
    this.values = values;
  }

  /**
   * Reads a list.
   *
   * @return the list; empty when the text is none, or says a tag twice
   */
  static Optional<TagList> parse(String text) {
    Map<String, Value> values = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf(';', at);
      if (end < 0) {
        end = text.length();
      }
      int equals = text.indexOf('=', at);
      boolean empty = text.substring(at, end).isBlank();
      if (!empty && (equals < 0 || equals >= end)) {
        return Optional.empty();
      }
      if (!empty) {
        String tag = text.substring(at, equals).strip();
        var value = new Value(text.substring(equals + 1, end).strip(), equals + 1, end);
        if (!isTag(tag) || values.put(tag, value) != null) {
          return Optional.empty();
        }
      } else if (end < text.length()) {
        return Optional.empty(); // two semicolons, or one at the start
      }
      at = end + 1;
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(new TagList(values));
  }

  /** The value of a tag. */
  Optional<String> value(String tag) {
    Value value = values.get(tag);
    return value == null ? Optional.empty() : Optional.of(value.text());
  }

  /** The value of a tag, or what it is when the tag is not there. */
  String value(String tag, String otherwise) {
    Value value = values.get(tag);
    return value == null ? otherwise : value.text();
  }

  /** The first tag of all. */
  String first() {
    return values.keySet().iterator().next();
  }

  /** The value without white space, for base64 and lists. */
  String compact(String tag) {
    return compacted(value(tag, ""));
  }

  /** The list that a value is, its items parted by colons. */
  List<String> list(String tag, String otherwise) {
    List<String> items = new ArrayList<>();
    String value = compacted(value(tag, otherwise));
    int at = 0;
    while (at <= value.length()) {
      int end = value.indexOf(':', at);
      if (end < 0) {
        end = value.length();
      }
      items.add(value.substring(at, end));
      at = end + 1;
    }
    return items;
  }

  /** The text this list was read from, without the value of one tag (RFC 6376 §3.7). */
  String without(String tag, String text) {
    Value value = values.get(tag);
    return value == null ? text : text.substring(0, value.from()) + text.substring(value.to());
  }

  private static boolean isTag(String text) {
    if (text.isEmpty() || !isLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && (c < '0' || c > '9') && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String compacted(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        out.append(c);
      }
    }
    return out.toString();
  }
}
