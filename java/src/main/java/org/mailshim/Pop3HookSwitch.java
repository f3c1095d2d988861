package org.mailshim;

import java.util.OptionalInt;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.server.Decision;
import org.mailshim.pop3.server.LoginAttempt;
import org.mailshim.pop3.server.ServerHooks;
import org.mailshim.pop3.server.ServerOptions;
import org.mailshim.pop3.server.SessionFacts;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MessageContent;

/** Hooks that can be replaced while sessions go on. Any thread. */
final class Pop3HookSwitch implements ServerHooks {
  private volatile ServerHooks now;

  Pop3HookSwitch(ServerHooks first) {
    this.now = first;
  }

  void to(ServerHooks other) {
    now = other;
  }

  @Override
  public Decision<ServerOptions> connected(SessionFacts session) {
    return now.connected(session);
  }

  @Override
  public Decision<MaildropName> login(SessionFacts session, LoginAttempt attempt) {
    return now.login(session, attempt);
  }

  @Override
  public Response concluded(SessionFacts session, Response ours) {
    return now.concluded(session, ours);
  }

  @Override
  public Decision<MessageContent> retrieve(
      SessionFacts session, Message message, OptionalInt bodyLines) {
    return now.retrieve(session, message, bodyLines);
  }

  @Override
  public Decision<Handled> delete(SessionFacts session, Message message) {
    return now.delete(session, message);
  }

  @Override
  public Decision<Handled> quit(SessionFacts session, int marked) {
    return now.quit(session, marked);
  }
}
