package org.mailshim.abi.srv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.abi.HostLog;
import org.mailshim.pop3.Response;
import org.mailshim.smtp.Reply;

/**
 * What a host's callback wrote with {@code SRVSend} or {@code SRVprintf} as its own answer to the
 * client, in place of the server's.
 *
 * <p>It is held until the server answers, and said if it says the same as what happens: a refusal
 * for a refusal, a yes for a yes. So no host can make a client believe what is not so, or put the
 * client out of step. A text may begin with a reply code (the same on each line) or with {@code
 * +OK} or {@code -ERR}; one that does not gets the server's. What cannot be said is logged, and the
 * server's own answer is said.
 *
 * @param text the octets, as ISO 8859-1; empty when the host wrote nothing
 */
record HostWords(String text) {
  /** The most octets that a host may write as an answer. */
  static final int MOST = 1024;

  /** Of a callback that wrote nothing. */
  static final HostWords NONE = new HostWords("");

  private static final int CODE_LENGTH = 3;

  static HostWords of(byte[] octets, int length) {
    return length == 0 ? NONE : new HostWords(new String(octets, 0, length, ISO_8859_1));
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /**
   * The reply of an SMTP server.
   *
   * @param own the server's own, which says what happens
   * @return one that says the same: 2yz for 2yz, 4yz or 5yz for one of these
   */
  Reply inPlaceOf(Reply own) {
    if (isEmpty()) {
      return own;
    }
    List<String> lines = lines();
    int code = codeOf(lines.getFirst());
    if (!isPrintable() || (code != 0 && !isAlike(code, own.code()))) {
      return rejected(own, own.text());
    }
    if (code == 0) {
      return new Reply(own.code(), own.enhanced(), lines);
    }
    List<String> words = new ArrayList<>(lines.size());
    for (String line : lines) {
      if (codeOf(line) != code) {
        return rejected(own, own.text());
      }
      words.add(line.substring(Math.min(CODE_LENGTH + 1, line.length())));
    }
    return Reply.of(code, words.toArray(String[]::new));
  }

  /**
   * The response of a POP3 server.
   *
   * @param own the server's own, which says what happens
   * @return one of the same status
   */
  Response inPlaceOf(Response own) {
    if (isEmpty()) {
      return own;
    }
    String line = lines().getFirst();
    if (!isPrintable() || lines().size() > 1) {
      return rejected(own, own.text());
    }
    if (!beginsWith(line, "+OK") && !beginsWith(line, "-ERR")) {
      return new Response(own.status(), own.code(), line);
    }
    Response given = Response.parse(line);
    return given.status() == own.status() ? given : rejected(own, own.text());
  }

  private static boolean beginsWith(String line, String word) {
    return line.equals(word) || line.startsWith(word + " ");
  }

  private static boolean isAlike(int code, int other) {
    return code / 100 == other / 100 || (code >= 400 && code < 600 && other >= 400);
  }

  private <T> T rejected(T own, String said) {
    HostLog.log(
        HostLog.Level.WARNING,
        "a callback's answer to a client was not said, for it is none, or says something else than"
            + " what happened: \""
            + lines().getFirst()
            + "\" in place of \""
            + said
            + '"');
    return own;
  }

  private List<String> lines() {
    return text.lines().toList();
  }

  /** The reply code that a line begins with; 0 when it begins with none. */
  private static int codeOf(String line) {
    if (line.length() < CODE_LENGTH
        || (line.length() > CODE_LENGTH && " -".indexOf(line.charAt(CODE_LENGTH)) < 0)) {
      return 0;
    }
    int code = 0;
    for (int i = 0; i < CODE_LENGTH; i++) {
      char digit = line.charAt(i);
      if (digit < '0' || digit > '9') {
        return 0;
      }
      code = code * 10 + digit - '0';
    }
    return code;
  }

  /** Nothing but ASCII that can be shown, and ends of lines. */
  private boolean isPrintable() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\r' && c != '\n') || c > '~') {
        return false;
      }
    }
    return !lines().getFirst().isEmpty();
  }
}
