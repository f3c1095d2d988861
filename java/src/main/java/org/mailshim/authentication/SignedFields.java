package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailshim.authentication.HeaderFields.Field;

/**
 * The fields of a message by name, and what of them a signature is made over (RFC 6376 §3.7,
 * §5.4.2): for each name the last field that was not taken yet, and nothing where there is none.
 * Finding a field takes the same time however many there are. Not changed once made.
 */
final class SignedFields {
  private final Map<String, List<Field>> byName = new HashMap<>();

  SignedFields(List<Field> fields) {
    for (Field field : fields) {
      byName
          .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
          .add(field);
    }
  }

  /** How many fields have a name, in lower case. */
  int count(String name) {
    return byName.getOrDefault(name, List.of()).size();
  }

  /**
   * The octets that are signed.
   *
   * @param names the tag h=, in lower case
   * @param form the form of the fields
   * @param signature the DKIM-Signature field with an empty b=; its line end does not count
   */
  byte[] octets(List<String> names, Canonicalization form, String signature) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    Map<String, Integer> taken = new HashMap<>();
    for (String name : names) {
      List<Field> fields = byName.getOrDefault(name, List.of());
      int next = fields.size() - taken.merge(name, 1, Integer::sum);
      if (next >= 0) {
        Field field = fields.get(next);
        out.writeBytes(form.header(field.name(), field.text()).getBytes(ISO_8859_1));
      }
    }
    String last = form.header(DkimSigner.FIELD, signature);
    int end = last.length();
    while (end > 0 && (last.charAt(end - 1) == '\n' || last.charAt(end - 1) == '\r')) {
      end--;
    }
    out.writeBytes(last.substring(0, end).getBytes(ISO_8859_1));
    return out.toByteArray();
  }
}
