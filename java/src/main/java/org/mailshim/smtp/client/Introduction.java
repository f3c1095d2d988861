package org.mailshim.smtp.client;

import java.net.Inet6Address;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Endpoint;

/**
 * How client and server get to know each other: the greeting, then EHLO, or HELO where the server
 * answers EHLO with 500, 501, 502, 504 or 550; in LMTP LHLO and nothing else (RFC 2033 §4.1).
 *
 * <p>EHLO comes again behind STARTTLS and XCLIENT, each of which begins the session anew.
 */
final class Introduction {
  private final Conversation conversation;
  private final Dialect dialect;
  private final String name;

  Introduction(Conversation conversation, SessionOptions options, Connection connection) {
    this.conversation = conversation;
    this.dialect = options.dialect();
    String given = options.clientName().orElse("");
    this.name = given.isEmpty() ? addressLiteral(connection.local()) : given;
  }

  /** Reads the greeting of a server that wants us. */
  void greeting() {
    Reply greeting = conversation.greeting();
    if (!greeting.isPositiveCompletion()) {
      throw unwelcome(Stage.GREETING, greeting);
    }
    conversation.enter(SessionState.GREETED);
  }

  /** Says who we are. */
  EhloReply hello() {
    if (dialect == Dialect.LMTP) {
      return EhloReply.of(welcome(Stage.LHLO, new Command.Lhlo(name)));
    }
    Reply ehlo = conversation.ask(Stage.EHLO, new Command.Ehlo(name));
    if (ehlo.isPositiveCompletion()) {
      return EhloReply.of(ehlo);
    }
    if (!meansNoEhlo(ehlo.code())) {
      throw unwelcome(Stage.EHLO, ehlo);
    }
    Reply helo = welcome(Stage.HELO, new Command.Helo(name));
    return EhloReply.of(Reply.of(helo.code(), helo.lines().getFirst()));
  }

  private Reply welcome(Stage stage, Command command) {
    Reply reply = conversation.ask(stage, command);
    if (!reply.isPositiveCompletion()) {
      throw unwelcome(stage, reply);
    }
    return reply;
  }

  /** RFC 5321 §3.2 and §4.1.1.1 name 500 and 502; the others are met in servers of that age. */
  private static boolean meansNoEhlo(int code) {
    return switch (code) {
      case 500, 501, 502, 504, 550 -> true;
      default -> false;
    };
  }

  private ConversationException unwelcome(Stage stage, Reply reply) {
    return reply.isIntermediate()
        ? conversation.misplaced(stage, reply)
        : conversation.refused(stage, reply);
  }

  /** What a client without a name calls itself (RFC 5321 §4.1.3). */
  private static String addressLiteral(Endpoint local) {
    String text = local.address().getHostAddress();
    int zone = text.indexOf('%');
    if (zone >= 0) {
      text = text.substring(0, zone);
    }
    return local.address() instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
  }
}
