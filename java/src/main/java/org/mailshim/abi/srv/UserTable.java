package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.StoredCredential;

/**
 * The users that the parameter {@code user} names: one line each, {@code name;password;home;flags}.
 * Of the flags P is for POP3 and S for sending by SMTP; without any of the two both are allowed.
 * The others are the vendor's and mean nothing here. Immutable, for any thread.
 */
final class UserTable {
  private static final int NAME = 0;
  private static final int PASSWORD = 1;
  private static final int HOME = 2;
  private static final int FLAGS = 3;
  private static final int FIELDS = 4;

  /**
   * One user.
   *
   * @param credential the password
   * @param home where the maildrop lies; empty for a directory of its own below {@code mbox_dir}
   * @param flags upper case
   */
  record User(StoredCredential credential, Optional<Path> home, String flags) {
    boolean mayFetch() {
      return flags.indexOf('P') >= 0 || flags.indexOf('S') < 0;
    }

    boolean maySend() {
      return flags.indexOf('S') >= 0 || flags.indexOf('P') < 0;
    }
  }

  private final String text;
  private final Map<String, User> users = new LinkedHashMap<>();

  private UserTable(String text) {
    this.text = text;
  }

  /**
   * Reads the parameter's text.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} for a line without name or password
   */
  static UserTable parse(String text) {
    var table = new UserTable(text);
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        table.add(line.strip());
      }
    }
    return table;
  }

  private void add(String line) {
    String[] fields = line.split(";", FIELDS);
    String name = fields[NAME].strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || fields.length <= PASSWORD || fields[PASSWORD].isEmpty()) {
      throw new AbiException(
          ErrorCode.CONFIG,
          "user is name;password;home;flags, of which name and password are needed");
    }
    String home = fields.length > HOME ? fields[HOME].strip() : "";
    String flags = fields.length > FLAGS ? fields[FLAGS].strip().toUpperCase(Locale.ROOT) : "";
    var credential = new StoredCredential.Password(Secret.of(fields[PASSWORD]));
    users.put(
        name,
        new User(
            credential, home.isEmpty() ? Optional.empty() : Optional.of(Path.of(home)), flags));
  }

  /** Whether it was read from this text. */
  boolean isOf(String other) {
    return text.equals(other);
  }

  boolean isEmpty() {
    return users.isEmpty();
  }

  /** A user by name, letter case ignored. */
  Optional<User> find(String name) {
    return Optional.ofNullable(users.get(name.toLowerCase(Locale.ROOT)));
  }
}
