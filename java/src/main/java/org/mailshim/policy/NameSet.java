package org.mailshim.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names of hosts, or addresses of people, as a list has them: {@code mx.example.org} itself, {@code
 * .example.org} for all below, {@code @example.org} for all mailboxes of a domain, {@code
 * ann@example.org} for one, {@code <>} for the null reverse-path, and patterns with {@code *} and
 * {@code ?}. Letter case does not count. Names and suffixes are looked up, patterns tried one after
 * another. Built by one thread, then read by any.
 */
final class NameSet {
  private final Set<String> names = new HashSet<>();
  private final List<String> patterns = new ArrayList<>();

  /** Adds an entry, in lower case. */
  void add(String entry) {
    if (Wildcards.isPattern(entry)) {
      patterns.add(entry);
    } else {
      names.add(entry);
    }
  }

  boolean isEmpty() {
    return names.isEmpty() && patterns.isEmpty();
  }

  /**
   * The entry that a name matches.
   *
   * @param name in lower case; empty matches nothing
   */
  Optional<String> match(String name) {
    if (name.isEmpty() || isEmpty()) {
      return Optional.empty();
    }
    if (names.contains(name)) {
      return Optional.of(name);
    }
    int at = name.lastIndexOf('@');
    if (at >= 0 && names.contains(name.substring(at))) {
      return Optional.of(name.substring(at));
    }
    for (int dot = name.indexOf('.', at + 1); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (names.contains(name.substring(dot))) {
        return Optional.of(name.substring(dot));
      }
    }
    for (String pattern : patterns) {
      if (Wildcards.matches(pattern, name)) {
        return Optional.of(pattern);
      }
    }
    return Optional.empty();
  }
}
