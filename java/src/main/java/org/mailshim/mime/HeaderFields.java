package org.mailshim.mime;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The fields of a header section, in their order; a name may be there more than once. Immutable,
 * for any thread.
 *
 * @param fields the fields; copied
 */
public record HeaderFields(List<HeaderField> fields) implements Iterable<HeaderField> {
  /** None. */
  public static final HeaderFields NONE = new HeaderFields(List.of());

  /** Copies the fields. */
  public HeaderFields {
    fields = List.copyOf(fields);
  }

  /**
   * The first field of a name.
   *
   * @param name the name in any case
   * @return empty when there is none
   */
  public Optional<HeaderField> first(String name) {
    for (HeaderField field : fields) {
      if (Ascii.equalsIgnoringCase(field.name(), name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /**
   * Every field of a name.
   *
   * @param name the name in any case
   * @return in their order
   */
  public List<HeaderField> all(String name) {
    List<HeaderField> all = new ArrayList<>();
    for (HeaderField field : fields) {
      if (Ascii.equalsIgnoringCase(field.name(), name)) {
        all.add(field);
      }
    }
    return all;
  }

  /**
   * The text of the first field of a name.
   *
   * @param name the name in any case
   * @return as {@link HeaderField#text}; empty when there is none
   */
  public Optional<String> text(String name) {
    Optional<HeaderField> field = first(name);
    return field.isEmpty() ? Optional.empty() : Optional.of(field.get().text());
  }

  /** The fields in their order. */
  @Override
  public Iterator<HeaderField> iterator() {
    return fields.iterator();
  }
}
