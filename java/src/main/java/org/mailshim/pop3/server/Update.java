package org.mailshim.pop3.server;

import java.util.BitSet;
import org.mailshim.pop3.Response;
import org.mailshim.store.Maildrop;
import org.mailshim.store.Removal;

/**
 * The UPDATE state (RFC 1939 §6): deletes what is marked, unlocks the maildrop and says how that
 * went. It takes no commands, and the session is over behind it.
 *
 * <p>The hooks are asked for all messages first, so that what they throw leaves everything as it
 * was.
 */
final class Update implements SessionState {
  private final Pop3ServerSession session;
  private final Maildrop maildrop;
  private final BitSet marked;

  Update(Pop3ServerSession session, Maildrop maildrop, BitSet marked) {
    this.session = session;
    this.maildrop = maildrop;
    this.marked = marked;
  }

  @Override
  public String text() {
    return "UPDATE";
  }

  /** A message as hooks see it. */
  static ServerHooks.Message message(Maildrop maildrop, int index) {
    return new ServerHooks.Message(index + 1, maildrop.uniqueId(index), maildrop.octets(index));
  }

  /** Does it all; the maildrop is unlocked before the client hears of it. */
  Answer finish() {
    Response response;
    try {
      response = session.concluded(update());
    } catch (RuntimeException e) {
      session.troubled("deleting mail", e, Responses.INTERNAL_ERROR);
      response = Responses.INTERNAL_ERROR;
    } finally {
      close();
    }
    return new Answer.Last(response, "said goodbye");
  }

  private Response update() {
    ServerHooks hooks = session.setup().hooks();
    Decision<ServerHooks.Handled> decision = hooks.quit(session.facts(), marked.cardinality());
    if (decision instanceof Decision.Refuse<ServerHooks.Handled> refused) {
      return refused.response();
    }
    if (decision instanceof Decision.TakeOver<ServerHooks.Handled>) {
      return Responses.GOODBYE;
    }
    var deleted = (BitSet) marked.clone();
    Response response = hooks == ServerHooks.NONE ? Responses.GOODBYE : askForEach(hooks, deleted);
    if (deleted.isEmpty()) {
      return response;
    }
    Removal removal = maildrop.delete(deleted);
    session.setup().observer().updated(session.facts(), removal.removed(), removal.kept());
    if (removal.isComplete()) {
      return response;
    }
    session.troubled("deleting mail", removal.fault().orElseThrow(), Responses.INTERNAL_ERROR);
    return Responses.notRemoved(removal.kept());
  }

  /** Takes out of {@code deleted} what a hook keeps or handles; the first refusal is the answer. */
  private Response askForEach(ServerHooks hooks, BitSet deleted) {
    Response response = Responses.GOODBYE;
    for (int i = marked.nextSetBit(0); i >= 0; i = marked.nextSetBit(i + 1)) {
      var decision = hooks.delete(session.facts(), message(maildrop, i));
      if (!(decision instanceof Decision.GoOn<ServerHooks.Handled>)) {
        deleted.clear(i);
      }
      if (decision instanceof Decision.Refuse<ServerHooks.Handled> refused && response.isOk()) {
        response = refused.response();
      }
    }
    return response;
  }

  @Override
  public void close() {
    maildrop.close();
  }
}
