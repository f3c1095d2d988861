package org.mailshim.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.mailshim.sasl.Secret;

/**
 * Where a PostgreSQL server is, or another that speaks its protocol, and as whom to go there.
 * Immutable, for any thread.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, or several hosts with commas between;
 *     parameters of the JDBC driver may follow a question mark, as {@code
 *     ?sslmode=verify-full&targetServerType=primary}. Neither user nor password is in it
 * @param user the role; empty for the name of the operating system's user
 * @param password of the role; empty where the server wants none. It stays the caller's, who closes
 *     it when whatever uses these settings is closed
 * @param schema the schema that the tables are in, made if it is not there: letters, digits and
 *     underscores, the first one no digit, all in lower case; empty for the role's own search path
 */
public record PostgresSettings(
    String url, Optional<String> user, Optional<Secret> password, Optional<String> schema) {
  /** What a URL begins with. */
  public static final String SCHEME = "jdbc:postgresql:";

  private static final int LONGEST_NAME = 63;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when one cannot be used; no password is in its message
   */
  public PostgresSettings {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException("the URL of the database does not begin with " + SCHEME);
    }
    if (parameter(url, "user").isPresent() || parameter(url, "password").isPresent()) {
      throw new IllegalArgumentException("user and password do not belong into the URL here");
    }
    if (schema.isPresent() && !isName(schema.get())) {
      throw new IllegalArgumentException("no name of a schema: " + schema.get());
    }
  }

  /** As the operating system's user, without a password, into the schema of the search path. */
  public static PostgresSettings of(String url) {
    return new PostgresSettings(url, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Others as that role. */
  public PostgresSettings withUser(String name, Secret secret) {
    return new PostgresSettings(url, Optional.of(name), Optional.of(secret), schema);
  }

  /** Others with tables in that schema. */
  public PostgresSettings withSchema(String name) {
    return new PostgresSettings(url, user, password, Optional.of(name));
  }

  /**
   * Reads one text that has all of it: a URL of which the parameters {@code user}, {@code password}
   * and {@code currentSchema} are taken out, percent-encoded as in every URL.
   *
   * @throws IllegalArgumentException when one cannot be used; no password is in its message
   */
  public static PostgresSettings parse(String text) {
    return new PostgresSettings(
        without(without(without(text, "user"), "password"), "currentSchema"),
        parameter(text, "user"),
        parameter(text, "password").map(Secret::of),
        parameter(text, "currentSchema"));
  }

  private static Optional<String> parameter(String url, String name) {
    int at = find(url, name);
    if (at < 0) {
      return Optional.empty();
    }
    String value = url.substring(at + name.length() + 1, end(url, at));
    try {
      return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the parameter " + name + " of the database's URL is not percent-encoded");
    }
  }

  private static String without(String url, String name) {
    int at = find(url, name);
    if (at < 0) {
      return url;
    }
    int end = end(url, at);
    String rest = end < url.length() ? url.substring(end + 1) : "";
    // The separator in front goes too when nothing follows.
    return rest.isEmpty() ? url.substring(0, at - 1) : url.substring(0, at) + rest;
  }

  /** Where a parameter begins, or -1. */
  private static int find(String url, String name) {
    int at = url.indexOf('?');
    while (at >= 0 && !url.startsWith(name + "=", at + 1)) {
      at = url.indexOf('&', at + 1);
    }
    return at < 0 ? -1 : at + 1;
  }

  private static int end(String url, int from) {
    int end = url.indexOf('&', from);
    return end < 0 ? url.length() : end;
  }

  private static boolean isName(String text) {
    boolean good = !text.isEmpty() && text.length() <= LONGEST_NAME;
    for (int i = 0; good && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9' && i > 0;
      good = digit || c >= 'a' && c <= 'z' || c == '_';
    }
    return good;
  }

  /** The URL alone. */
  @Override
  public String toString() {
    return url;
  }
}
