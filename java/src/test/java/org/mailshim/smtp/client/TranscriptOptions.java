package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.SaslException;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Parameter;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.XclientAttribute;

/** What a {@link Transcript}'s settings mean to the client. */
final class TranscriptOptions {
  private static final String PASSWORD = "tanstaaftanstaaf";

  /** What an observer must never be told, in any of the forms that it has on the wire. */
  static final List<String> SECRETS =
      List.of(
          PASSWORD,
          base64(PASSWORD),
          base64("\0tim\0" + PASSWORD),
          base64("user=tim\1auth=Bearer " + PASSWORD + "\1\1"),
          "b913a602c7eda7a495b4e6e7334d3890");

  private TranscriptOptions() {}

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  static TransactionOptions of(Transcript transcript) {
    TransactionOptions options =
        TransactionOptions.of(Body.valueOf(transcript.setting("body", "UNKNOWN")));
    String mail = transcript.setting("mail", "");
    if (!mail.isEmpty()) {
      options = options.withMail(MailParameters.of(parameters(mail)));
    }
    String rcpt = transcript.setting("rcpt", "");
    if (!rcpt.isEmpty()) {
      List<RcptParameters> each = new ArrayList<>();
      for (String text : rcpt.split(", ")) {
        each.add(RcptParameters.of(text.equals("-") ? List.of() : parameters(text)));
      }
      options = options.withRecipients(each);
    }
    String dispensable = transcript.setting("dispensable", "");
    if (!dispensable.isEmpty()) {
      Set<EhloKeyword> keywords = EnumSet.noneOf(EhloKeyword.class);
      for (String name : dispensable.split(" ")) {
        keywords.add(EhloKeyword.valueOf(name));
      }
      options = options.withDispensable(keywords);
    }
    return options.withChunking(transcript.setting("chunking", "false").equals("true"));
  }

  private static List<Parameter> parameters(String text) {
    List<Parameter> parameters = new ArrayList<>();
    for (String word : text.split(" ")) {
      parameters.add(Parameter.parse(word));
    }
    return parameters;
  }

  static Credentials credentials(Transcript transcript) {
    return switch (transcript.setting("auth", "")) {
      case "PASSWORD" -> new Credentials.Password("tim", Secret.of(PASSWORD));
      case "TOKEN" -> new Credentials.Token("tim", () -> Secret.of(PASSWORD));
      case "LONG" -> new Credentials.Password("t".repeat(250), Secret.of(PASSWORD.repeat(10)));
      case "NO_TOKEN" ->
          new Credentials.Token(
              "tim",
              () -> {
                throw new SaslException(
                    SaslException.Kind.CREDENTIALS, Mechanism.XOAUTH2, "there is no token");
              });
      case "EXTERNAL" -> new Credentials.External(Optional.empty());
      default -> new Credentials.Anonymous("ann@example.org");
    };
  }

  static Reply ask(SmtpClientSession session, String command) {
    int space = command.indexOf(' ');
    String argument = space < 0 ? "" : command.substring(space + 1);
    return switch (space < 0 ? command : command.substring(0, space)) {
      case "RSET" -> session.rset();
      case "NOOP" -> session.noop();
      case "VRFY" -> session.vrfy(argument);
      case "EXPN" -> session.expn(argument);
      case "HELP" -> session.help(argument);
      case "ETRN" -> session.etrn(argument);
      case "XCLIENT" ->
          session.xclient(List.of(new XclientAttribute(XclientAttribute.Name.LOGIN, argument)));
      default -> throw new IllegalArgumentException(command);
    };
  }
}
