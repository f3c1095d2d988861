package org.mailshim.pop3.server;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.DropListing;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.TopCut;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MessageContent;
import org.mailshim.store.StoreException;

/**
 * The TRANSACTION state (RFC 1939 §5): has the maildrop locked, shows it, and remembers what is
 * marked as deleted. Message-number n is the maildrop's index n - 1.
 */
final class Transaction implements SessionState {
  private static final long NOT_COUNTED = -1;

  private final Pop3ServerSession session;
  private final Maildrop maildrop;
  private final BitSet marked = new BitSet();

  /** The sizes of all that is not marked, or {@link #NOT_COUNTED}. */
  private long octets = NOT_COUNTED;

  Transaction(Pop3ServerSession session, Maildrop maildrop) {
    this.session = session;
    this.maildrop = maildrop;
  }

  @Override
  public String text() {
    return "TRANSACTION";
  }

  Answer answer(Command command) {
    try {
      return switch (command) {
        case Command.Stat stat -> stat();
        case Command.List list -> list(list.message());
        case Command.Uidl uidl -> uidl(uidl.message());
        case Command.Retr retr -> message(retr.message(), OptionalInt.empty());
        case Command.Top top -> message(top.message(), OptionalInt.of(top.lines()));
        case Command.Dele dele -> dele(dele.message());
        case Command.Rset rset -> rset();
        case Command.Noop noop -> Answer.line(Responses.NOTHING_DONE);
        case Command.Capa capa -> Offer.answer(Offer.always(session.options()));
        case Command.Lang lang -> Offer.language(lang);
        case Command.Quit quit -> session.update(new Update(session, maildrop, marked));
        default -> throw new AssertionError(command.verb() + " is not for this state");
      };
    } catch (StoreException e) {
      return session.troubled("reading a maildrop", e, Responses.trouble(e));
    }
  }

  /** Why a message cannot be had; empty when it can. */
  private Optional<Answer> refusal(int number) {
    if (number > maildrop.count()) {
      return Optional.of(Answer.line(Responses.NO_MESSAGE));
    }
    return marked.get(number - 1) ? Optional.of(Answer.line(Responses.DELETED)) : Optional.empty();
  }

  private int unmarked() {
    return maildrop.count() - marked.cardinality();
  }

  private Answer stat() {
    if (octets == NOT_COUNTED) {
      octets = countAll();
    }
    return Answer.line(Response.ok(new DropListing(unmarked(), octets).text()));
  }

  /** All sizes; what has to be counted is counted here, before anything is said. */
  private long countAll() {
    long sum = 0;
    for (int i = marked.nextClearBit(0); i < maildrop.count(); i = marked.nextClearBit(i + 1)) {
      sum += maildrop.octets(i);
    }
    return sum;
  }

  private Answer list(OptionalInt message) {
    if (message.isPresent()) {
      int number = message.getAsInt();
      Optional<Answer> refusal = refusal(number);
      return refusal.isPresent()
          ? refusal.get()
          : Answer.line(Response.ok(number + " " + maildrop.octets(number - 1)));
    }
    octets = countAll();
    return new Answer.Listing(Responses.SIZES, this::writeSizes);
  }

  private void writeSizes(ResponseOutput output) {
    for (int i = marked.nextClearBit(0); i < maildrop.count(); i = marked.nextClearBit(i + 1)) {
      output.number(i + 1L);
      output.octet(' ');
      output.number(maildrop.octets(i));
      output.lineEnd();
    }
  }

  private Answer uidl(OptionalInt message) {
    if (message.isPresent()) {
      int number = message.getAsInt();
      Optional<Answer> refusal = refusal(number);
      return refusal.isPresent()
          ? refusal.get()
          : Answer.line(Response.ok(number + " " + maildrop.uniqueId(number - 1)));
    }
    return new Answer.Listing(Responses.UNIQUE_IDS, this::writeUniqueIds);
  }

  private void writeUniqueIds(ResponseOutput output) {
    for (int i = marked.nextClearBit(0); i < maildrop.count(); i = marked.nextClearBit(i + 1)) {
      output.number(i + 1L);
      output.octet(' ');
      output.text(maildrop.uniqueId(i));
      output.lineEnd();
    }
  }

  private Answer message(int number, OptionalInt bodyLines) {
    Optional<Answer> refusal = refusal(number);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<TopCut> cut = Optional.empty();
    if (bodyLines.isPresent()) {
      cut = Optional.of(new TopCut(bodyLines.getAsInt()));
    }
    return switch (decide(number, bodyLines)) {
      case Decision.GoOn<MessageContent> goOn ->
          new Answer.Message(Responses.MESSAGE, maildrop.open(number - 1), cut);
      case Decision.Refuse<MessageContent> refused -> Answer.line(refused.response());
      case Decision.TakeOver<MessageContent> taken ->
          new Answer.Message(Responses.MESSAGE, taken.with(), cut);
    };
  }

  /** Without hooks nothing is asked, and no size is counted for the question. */
  private Decision<MessageContent> decide(int number, OptionalInt bodyLines) {
    ServerHooks hooks = session.setup().hooks();
    if (hooks == ServerHooks.NONE) {
      return Decision.goOn();
    }
    try {
      return hooks.retrieve(session.facts(), Update.message(maildrop, number - 1), bodyLines);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      session.troubled("asking the retrieve hook", e, Responses.INTERNAL_ERROR);
      return Decision.refuse(Responses.INTERNAL_ERROR);
    }
  }

  private Answer dele(int number) {
    Optional<Answer> refusal = refusal(number);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    marked.set(number - 1);
    if (octets != NOT_COUNTED) {
      octets -= maildrop.octets(number - 1);
    }
    return Answer.line(Responses.marked(number));
  }

  private Answer rset() {
    marked.clear();
    octets = NOT_COUNTED;
    return Answer.line(Responses.reset(maildrop.count()));
  }

  /** Without UPDATE: nothing is deleted. */
  @Override
  public void close() {
    maildrop.close();
  }
}
