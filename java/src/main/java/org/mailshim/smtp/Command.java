package org.mailshim.smtp;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailshim.address.Ascii;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * One SMTP command as a value that renders itself: what a client says and a server hears (RFC 5321
 * §4.1).
 *
 * <p>A command that exists is well-formed: every constructor refuses CR, LF, NUL, other controls
 * and malformed text with an {@link SmtpSyntaxException} or an {@link
 * org.mailshim.address.AddressSyntaxException}, so {@link #line} is always one line. Rendering is
 * canonical: {@code parse(line())} gives an equal command. Whether a command may come now, and
 * whether a server likes its parameters, is not asked here. Immutable, for any thread.
 */
public sealed interface Command {
  /**
   * The longest name a client may give itself in EHLO, in octets: that of a domain (RFC 5321
   * §4.5.3.1.2).
   */
  int CLIENT_NAME_LIMIT = 255;

  /**
   * Reads a command line.
   *
   * <p>Tolerated, since clients do it: any letter case of verbs and keywords, spaces at the end
   * (§4.1.1), several spaces between words, spaces between {@code FROM:} or {@code TO:} and the
   * path. Not tolerated: a path without angle brackets.
   *
   * @param line the line, without CRLF
   * @return the command
   * @throws SmtpSyntaxException when the verb is unknown or its argument is none
   * @throws org.mailshim.address.AddressSyntaxException when a path is none; its position counts
   *     within the path
   */
  static Command parse(String line) {
    return CommandParser.parse(line);
  }

  /**
   * The verb, with its facts.
   *
   * @return the verb
   */
  Verb verb();

  /**
   * The command as it stands on the wire.
   *
   * @return one line, without CRLF
   */
  String line();

  /**
   * EHLO (RFC 5321 §4.1.1.1).
   *
   * @param client who the client says it is: a domain or an address literal if it is correct; any
   *     printable ASCII word of 1 to {@value #CLIENT_NAME_LIMIT} octets, since many are not and a
   *     server need not mind
   */
  record Ehlo(String client) implements Command {
    /**
     * Checks the name.
     *
     * @throws SmtpSyntaxException when it is no word
     */
    public Ehlo {
      checkClientName(client);
    }

    @Override
    public Verb verb() {
      return Verb.EHLO;
    }

    @Override
    public String line() {
      return "EHLO " + client;
    }
  }

  /**
   * HELO (RFC 5321 §4.1.1.1).
   *
   * @param client who the client says it is, as in {@link Ehlo}
   */
  record Helo(String client) implements Command {
    /**
     * Checks the name.
     *
     * @throws SmtpSyntaxException when it is no word
     */
    public Helo {
      checkClientName(client);
    }

    @Override
    public Verb verb() {
      return Verb.HELO;
    }

    @Override
    public String line() {
      return "HELO " + client;
    }
  }

  /**
   * LHLO of LMTP (RFC 2033 §4.1).
   *
   * @param client who the client says it is, as in {@link Ehlo}
   */
  record Lhlo(String client) implements Command {
    /**
     * Checks the name.
     *
     * @throws SmtpSyntaxException when it is no word
     */
    public Lhlo {
      checkClientName(client);
    }

    @Override
    public Verb verb() {
      return Verb.LHLO;
    }

    @Override
    public String line() {
      return "LHLO " + client;
    }
  }

  /**
   * MAIL (RFC 5321 §4.1.1.2).
   *
   * @param reversePath the reverse-path
   * @param parameters its parameters, no keyword twice; copied
   */
  record Mail(ReversePath reversePath, List<Parameter> parameters) implements Command {
    /**
     * Copies the parameters.
     *
     * @throws SmtpSyntaxException when a keyword comes twice
     */
    public Mail {
      parameters = checkedCopy(parameters);
    }

    @Override
    public Verb verb() {
      return Verb.MAIL;
    }

    @Override
    public String line() {
      return withParameters("MAIL FROM:" + reversePath.text(), parameters);
    }
  }

  /**
   * RCPT (RFC 5321 §4.1.1.3).
   *
   * @param forwardPath the forward-path
   * @param parameters its parameters, no keyword twice; copied
   */
  record Rcpt(ForwardPath forwardPath, List<Parameter> parameters) implements Command {
    /**
     * Copies the parameters.
     *
     * @throws SmtpSyntaxException when a keyword comes twice
     */
    public Rcpt {
      parameters = checkedCopy(parameters);
    }

    @Override
    public Verb verb() {
      return Verb.RCPT;
    }

    @Override
    public String line() {
      return withParameters("RCPT TO:" + forwardPath.text(), parameters);
    }
  }

  /** DATA (RFC 5321 §4.1.1.4). */
  record Data() implements Command {
    @Override
    public Verb verb() {
      return Verb.DATA;
    }

    @Override
    public String line() {
      return "DATA";
    }
  }

  /**
   * BDAT (RFC 3030 §2).
   *
   * @param octets how many octets of mail data follow the command's CRLF, at least 0
   * @param last whether they are the last
   */
  record Bdat(long octets, boolean last) implements Command {
    /**
     * Checks the size.
     *
     * @throws SmtpSyntaxException when it is negative
     */
    public Bdat {
      if (octets < 0) {
        throw new SmtpSyntaxException(
            Kind.ARGUMENT, "negative chunk size", Long.toString(octets), 0);
      }
    }

    @Override
    public Verb verb() {
      return Verb.BDAT;
    }

    @Override
    public String line() {
      return last ? "BDAT " + octets + " LAST" : "BDAT " + octets;
    }
  }

  /** RSET (RFC 5321 §4.1.1.5). */
  record Rset() implements Command {
    @Override
    public Verb verb() {
      return Verb.RSET;
    }

    @Override
    public String line() {
      return "RSET";
    }
  }

  /**
   * NOOP (RFC 5321 §4.1.1.9).
   *
   * @param argument what a server ignores; {@code ""} for none
   */
  record Noop(String argument) implements Command {
    /**
     * Checks the argument.
     *
     * @throws SmtpSyntaxException when it has controls or outer spaces
     */
    public Noop {
      checkOptionalArgument(argument);
    }

    /** Makes a NOOP without an argument. */
    public Noop() {
      this("");
    }

    @Override
    public Verb verb() {
      return Verb.NOOP;
    }

    @Override
    public String line() {
      return withArgument("NOOP", argument);
    }
  }

  /** QUIT (RFC 5321 §4.1.1.10). */
  record Quit() implements Command {
    @Override
    public Verb verb() {
      return Verb.QUIT;
    }

    @Override
    public String line() {
      return "QUIT";
    }
  }

  /**
   * VRFY (RFC 5321 §4.1.1.6).
   *
   * @param argument a user name or a mailbox, as typed
   */
  record Vrfy(String argument) implements Command {
    /**
     * Checks the argument.
     *
     * @throws SmtpSyntaxException when it is empty, or has controls or outer spaces
     */
    public Vrfy {
      Grammar.checkArgument(argument);
    }

    @Override
    public Verb verb() {
      return Verb.VRFY;
    }

    @Override
    public String line() {
      return "VRFY " + argument;
    }
  }

  /**
   * EXPN (RFC 5321 §4.1.1.7).
   *
   * @param argument the name of a mailing list, as typed
   */
  record Expn(String argument) implements Command {
    /**
     * Checks the argument.
     *
     * @throws SmtpSyntaxException when it is empty, or has controls or outer spaces
     */
    public Expn {
      Grammar.checkArgument(argument);
    }

    @Override
    public Verb verb() {
      return Verb.EXPN;
    }

    @Override
    public String line() {
      return "EXPN " + argument;
    }
  }

  /**
   * HELP (RFC 5321 §4.1.1.8).
   *
   * @param topic what help is asked about; {@code ""} for help in general
   */
  record Help(String topic) implements Command {
    /**
     * Checks the topic.
     *
     * @throws SmtpSyntaxException when it has controls or outer spaces
     */
    public Help {
      checkOptionalArgument(topic);
    }

    @Override
    public Verb verb() {
      return Verb.HELP;
    }

    @Override
    public String line() {
      return withArgument("HELP", topic);
    }
  }

  /** STARTTLS (RFC 3207 §4). */
  record StartTls() implements Command {
    @Override
    public Verb verb() {
      return Verb.STARTTLS;
    }

    @Override
    public String line() {
      return "STARTTLS";
    }
  }

  /**
   * AUTH (RFC 4954 §4).
   *
   * @param mechanism the SASL mechanism: 1 to 20 letters, digits, hyphens and underscores; put into
   *     upper case
   * @param initialResponse the initial response as it stands on the wire: base64, {@code "="} for
   *     one of no octets, {@code ""} for none
   */
  record Auth(String mechanism, String initialResponse) implements Command {
    private static final int MECHANISM_LIMIT = 20;

    /**
     * Checks mechanism and initial response.
     *
     * @throws SmtpSyntaxException when one of them is none; its text does not show the response
     */
    public Auth {
      checkMechanism(mechanism);
      checkBase64(initialResponse);
      mechanism = Ascii.upperCase(mechanism);
    }

    @Override
    public Verb verb() {
      return Verb.AUTH;
    }

    @Override
    public String line() {
      return withArgument("AUTH " + mechanism, initialResponse);
    }

    /** The command without its initial response, which may hold a password. */
    @Override
    public String toString() {
      return initialResponse.isEmpty() ? "AUTH " + mechanism : "AUTH " + mechanism + " (hidden)";
    }

    private static void checkMechanism(String mechanism) {
      for (int i = 0; i < mechanism.length(); i++) {
        char c = mechanism.charAt(i);
        if (!Ascii.isLetterOrDigit(c) && c != '-' && c != '_') {
          throw new SmtpSyntaxException(Kind.ARGUMENT, "no SASL mechanism", mechanism, i);
        }
      }
      if (mechanism.isEmpty() || mechanism.length() > MECHANISM_LIMIT) {
        throw new SmtpSyntaxException(
            Kind.ARGUMENT, "SASL mechanism of 1 to 20 characters expected", mechanism, 0);
      }
    }

    private static void checkBase64(String response) {
      for (int i = 0; i < response.length(); i++) {
        char c = response.charAt(i);
        if (!Ascii.isLetterOrDigit(c) && c != '+' && c != '/' && c != '=') {
          throw new SmtpSyntaxException(Kind.ARGUMENT, "no base64", "(hidden)", i);
        }
      }
    }
  }

  /**
   * ETRN (RFC 1985 §5).
   *
   * @param node a domain; with {@code @} before it also its subdomains; {@code #} begins the name
   *     of a queue
   */
  record Etrn(String node) implements Command {
    /**
     * Checks the node.
     *
     * @throws SmtpSyntaxException when it is no word of printable ASCII
     */
    public Etrn {
      Grammar.checkWord(node);
    }

    @Override
    public Verb verb() {
      return Verb.ETRN;
    }

    @Override
    public String line() {
      return "ETRN " + node;
    }
  }

  /**
   * XCLIENT (Postfix, XCLIENT_README).
   *
   * @param attributes what is said of the client, at least one attribute, none twice; copied
   */
  record Xclient(List<XclientAttribute> attributes) implements Command {
    /**
     * Copies the attributes.
     *
     * @throws SmtpSyntaxException when there is none, or one comes twice
     */
    public Xclient {
      attributes = List.copyOf(attributes);
      if (attributes.isEmpty()) {
        throw new SmtpSyntaxException(Kind.ARGUMENT, "XCLIENT needs an attribute", "", 0);
      }
      Set<XclientAttribute.Name> names = EnumSet.noneOf(XclientAttribute.Name.class);
      for (XclientAttribute attribute : attributes) {
        if (!names.add(attribute.name())) {
          throw new SmtpSyntaxException(
              Kind.ARGUMENT, "attribute given twice", attribute.text(), 0);
        }
      }
    }

    @Override
    public Verb verb() {
      return Verb.XCLIENT;
    }

    @Override
    public String line() {
      StringBuilder line = new StringBuilder("XCLIENT");
      for (XclientAttribute attribute : attributes) {
        line.append(' ').append(attribute.text());
      }
      return line.toString();
    }
  }

  private static void checkClientName(String client) {
    Grammar.checkWord(client);
    if (client.length() > CLIENT_NAME_LIMIT) {
      throw new SmtpSyntaxException(
          Kind.ARGUMENT, "client name longer than 255 octets", client, CLIENT_NAME_LIMIT);
    }
  }

  private static void checkOptionalArgument(String argument) {
    if (!argument.isEmpty()) {
      Grammar.checkArgument(argument);
    }
  }

  private static List<Parameter> checkedCopy(List<Parameter> parameters) {
    if (parameters.size() > 1) {
      Set<String> keywords = new HashSet<>();
      for (Parameter parameter : parameters) {
        if (!keywords.add(parameter.keyword())) {
          throw new SmtpSyntaxException(
              Kind.PARAMETER, "parameter given twice", parameter.keyword(), 0);
        }
      }
    }
    return List.copyOf(parameters);
  }

  private static String withArgument(String verb, String argument) {
    return argument.isEmpty() ? verb : verb + " " + argument;
  }

  private static String withParameters(String verbAndPath, List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return verbAndPath;
    }
    StringBuilder line = new StringBuilder(verbAndPath);
    for (Parameter parameter : parameters) {
      line.append(' ').append(parameter.text());
    }
    return line.toString();
  }
}
