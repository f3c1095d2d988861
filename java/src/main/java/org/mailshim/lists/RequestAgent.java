package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Mailbox;
import org.mailshim.delivery.LocalAgent;
import org.mailshim.message.MailData;
import org.mailshim.mime.NamedMailbox;
import org.mailshim.policy.PolicyKey;
import org.mailshim.queue.QueueId;
import org.mailshim.smtp.EnhancedStatusCode;

/**
 * Takes commands by mail: in the subject, or in the first line where there is none, or by the
 * address itself. Who writes is asked to confirm before anything changes, at most once in ten
 * minutes, and helped at most as often, so that nobody is subscribed by others, or flooded with
 * letters by who forges From.
 *
 * <pre>
 * subscribe                          asks the author to confirm, where the list is open
 * unsubscribe                        asks the author to confirm
 * unsubscribe ADDRESS TOKEN          done: the words of List-Unsubscribe in the member's own copy
 * confirm subscribe ADDRESS TOKEN    done
 * confirm unsubscribe ADDRESS TOKEN  done
 * approve MESSAGE TOKEN              a moderator lets a message go to the members
 * reject MESSAGE TOKEN               a moderator returns it
 * anything else                      is answered with help
 * </pre>
 *
 * <p>What comes from programs, from lists or from nobody is dropped. Any thread.
 */
final class RequestAgent implements LocalAgent {
  static final String SUBSCRIBE = "subscribe";
  private static final Duration ONCE = Duration.ofMinutes(10);
  private static final int MOST_OCTETS = 2000;
  private static final int MOST_WORDS = 8;
  private static final String HELP = "help ";
  private static final EnhancedStatusCode LATER = new EnhancedStatusCode(4, 3, 0);

  private final RunningList list;
  private final ListRole role;
  private final Moderation moderation;

  /**
   * For one of the addresses.
   *
   * @param role which
   */
  RequestAgent(RunningList list, ListRole role, Moderation moderation) {
    this.list = list;
    this.role = role;
    this.moderation = moderation;
  }

  @Override
  public Outcome take(Arrival arrival) throws IOException {
    Optional<Mailbox> sender = arrival.envelope().reversePath().sender();
    ListMessage message = ListMessage.of(arrival.data());
    if (sender.isEmpty() || message.isAutomatic() || message.isFromList("")) {
      return list.dropped(message, "a program wrote it");
    }
    Mailbox author = message.author().map(NamedMailbox::mailbox).orElse(sender.get());
    List<String> words = words(message);
    try {
      return obeyed(author, words);
    } catch (AddressSyntaxException e) {
      return help(author, "That is no address: " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      list.setup().observer().trouble("changing the members of " + list.list().id(), e);
      return new Outcome.Deferred(LATER, "the members cannot be changed now");
    }
  }

  private Outcome obeyed(Mailbox author, List<String> words) throws IOException {
    return switch (words.isEmpty() ? "" : words.getFirst().toLowerCase(Locale.ROOT)) {
      case SUBSCRIBE -> subscribe(author);
      case ListFields.UNSUBSCRIBE ->
          words.size() == 3 ? unsubscribe(author, words) : unsubscribe(author);
      case "confirm" -> confirmed(author, words);
      case ListLetters.APPROVE, ListLetters.REJECT -> decided(author, words);
      default -> help(author, "");
    };
  }

  /** The command; the address says it where it has a role of its own. */
  private List<String> words(ListMessage message) throws IOException {
    return switch (role) {
      case SUBSCRIBE -> List.of(SUBSCRIBE);
      case UNSUBSCRIBE -> List.of(ListFields.UNSUBSCRIBE);
      case HELP -> List.of();
      case REQUEST, POSTING, OWNER, BOUNCES -> {
        String said = message.fields().text("Subject").orElse("");
        yield split(said.isBlank() ? firstLine(message) : said);
      }
    };
  }

  private static String firstLine(ListMessage message) throws IOException {
    MailData body = message.data().startingAt(message.block().octets());
    try (InputStream in = body.open()) {
      return new String(in.readNBytes(MOST_OCTETS), UTF_8).strip().lines().findFirst().orElse("");
    }
  }

  /** The words of a command, without the {@code Re:} that an answer puts before it. */
  private static List<String> split(String text) {
    List<String> words = List.of(text.strip().split("\\s+", MOST_WORDS));
    int start = 0;
    while (start < words.size() && words.get(start).endsWith(":")) {
      start++;
    }
    return words.subList(start, words.size());
  }

  private Outcome help(Mailbox to, String problem) {
    boolean isDue =
        list.count(PolicyKey.Kind.ASKED, HELP + MailboxLine.key(to), ONCE, ONCE).isPresent();
    return isDue
        ? answered("help", list.letters().help(to, problem))
        : new Outcome.Taken("helped a while ago", Optional.empty());
  }

  private static Outcome answered(String what, Following letter) {
    return new Outcome.Taken("answered: " + what, Optional.of(letter));
  }

  private Outcome subscribe(Mailbox author) {
    if (!list.list().isOpen()) {
      return help(author, "This list is not open: ask its owner to be subscribed.");
    }
    boolean gets = Members.has(list.file().current().active(), author);
    return gets ? help(author, author.text() + " is subscribed already.") : ask(SUBSCRIBE, author);
  }

  private Outcome unsubscribe(Mailbox author) {
    return list.file().current().find(author).isEmpty()
        ? help(author, author.text() + " is not subscribed.")
        : ask(ListFields.UNSUBSCRIBE, author);
  }

  private Outcome ask(String action, Mailbox member) {
    String subject = action + " " + MailboxLine.key(member);
    Optional<Long> asked = list.count(PolicyKey.Kind.ASKED, subject, ONCE, ONCE);
    return asked.isPresent()
        ? answered("confirm", list.letters().confirm(action, member))
        : new Outcome.Taken("asked to confirm a while ago", Optional.empty());
  }

  /** With the words of a member's own copy. */
  private Outcome unsubscribe(Mailbox author, List<String> words) throws IOException {
    Mailbox member = Mailbox.parse(words.get(1));
    boolean known = moderation.isUnsubscribing(list, member, words.get(2));
    return known ? removed(member) : help(author, "These words do not unsubscribe anybody.");
  }

  private Outcome removed(Mailbox member) throws IOException {
    String sentence =
        moderation.remove(list, member)
            ? member.text() + " gets no more mail from the list."
            : member.text() + " was not subscribed.";
    return answered("unsubscribed", list.letters().done(member, "unsubscribed", sentence));
  }

  private Outcome confirmed(Mailbox author, List<String> words) throws IOException {
    if (words.size() != 4) {
      return help(author, "That subject is not the one of a question to confirm.");
    }
    String action = words.get(1).toLowerCase(Locale.ROOT);
    Mailbox member = Mailbox.parse(words.get(2));
    ListTokens tokens = list.setup().tokens();
    if (!tokens.fits(words.get(3), action, list.list(), MailboxLine.key(member))) {
      return help(author, "That question was not asked, or more than three days ago.");
    }
    if (action.equals(ListFields.UNSUBSCRIBE)) {
      return removed(member);
    }
    if (!list.list().isOpen()) {
      return help(author, "This list is not open any more.");
    }
    if (list.file().add(member)) {
      list.setup().observer().subscribed(list.list(), member);
    }
    String sentence = member.text() + " gets the mail of the list from now on.";
    return answered("subscribed", list.letters().done(member, "welcome", sentence));
  }

  private Outcome decided(Mailbox author, List<String> words) {
    boolean approve = words.getFirst().equalsIgnoreCase(ListLetters.APPROVE);
    String action = approve ? ListLetters.APPROVE : ListLetters.REJECT;
    boolean fits =
        words.size() == 3
            && list.setup().tokens().fits(words.get(2), action, list.list(), words.get(1));
    boolean done = fits && moderation.decide(list, QueueId.parse(words.get(1)), approve);
    return done
        ? new Outcome.Taken("a moderator has decided", Optional.empty())
        : help(author, "No message waits under that name.");
  }
}
