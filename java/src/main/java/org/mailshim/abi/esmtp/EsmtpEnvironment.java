package org.mailshim.abi.esmtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.smtp.submission.Discovery;
import org.mailshim.smtp.submission.Submission.Encryption;

/**
 * What {@code mailshim-esmtp.h} offers, for programs that nobody builds again: the environment
 * variables that its head describes, as they are when Java starts. They are for all sessions of the
 * process, and stronger than what the program says about the same.
 *
 * <p>Text that cannot be understood lets no session start, since it may be about encryption.
 */
final class EsmtpEnvironment {
  private static final String PREFIX = "MAILSHIM_ESMTP_";

  private EsmtpEnvironment() {}

  /**
   * Sets up a session that is about to start.
   *
   * @throws AbiException for text that cannot be understood
   */
  static void apply(EsmtpSession session, @Nullable EsmtpContext context) {
    if (isOn("TLS", "implicit")) {
      session.encryption(Encryption.IMPLICIT, session.encrypting());
    }
    if (isOn("UTF8", "1")) {
      session.declaresUtf8(true);
    }
    String name = value("TLS_NAME");
    if (name != null) {
      session.encrypting().serverName(name);
    }
    List<Discovery> ways = discoveries();
    String host = session.host();
    if (!ways.isEmpty() && host != null) {
      session.domain(host, ways);
    }
    for (String each : words("MECHANISMS")) {
      if (context != null && !context.allow(each)) {
        throw refused("MECHANISMS", each);
      }
    }
  }

  private static List<Discovery> discoveries() {
    List<Discovery> ways = new ArrayList<>(3);
    for (String word : words("FIND")) {
      ways.add(
          switch (word) {
            case "submissions" -> Discovery.SUBMISSIONS;
            case "submission" -> Discovery.SUBMISSION;
            case "mx" -> Discovery.MX;
            default -> throw refused("FIND", word);
          });
    }
    return ways;
  }

  private static @Nullable String value(String name) {
    String value = System.getenv(PREFIX + name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static boolean isOn(String name, String on) {
    String value = value(name);
    if (value != null && !value.equals(on)) {
      throw refused(name, value);
    }
    return value != null;
  }

  private static List<String> words(String name) {
    String value = value(name);
    List<String> words = new ArrayList<>(3);
    for (int at = 0; value != null && at < value.length(); ) {
      int space = value.indexOf(' ', at);
      int end = space < 0 ? value.length() : space;
      if (end > at) {
        words.add(value.substring(at, end));
      }
      at = end + 1;
    }
    return words;
  }

  private static AbiException refused(String name, String value) {
    return new AbiException(
        ErrorCode.CONFIG, PREFIX + name + " in the environment says \"" + value + '"');
  }
}
