package org.mailshim.lists;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;

/**
 * Makes lists and forward files of parameters, as configuration files have them.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>name</th><th>value</th><th>meaning</th></tr>
 * <tr><td>maillist</td><td>{@code name;members_file;flags}</td><td>a list; may be there many
 *     times</td></tr>
 * <tr><td>forward</td><td>flag or file name</td><td>users have forward files, {@code .forward}
 *     where it is only switched on ({@link ForwardFiles})</td></tr>
 * <tr><td>fwdrun</td><td>flag</td><td>forward files may name programs</td></tr>
 * <tr><td>run_timeout</td><td>seconds</td><td>how long one may run (60)</td></tr>
 * </table>
 *
 * <p>The name is a local-part, or an address; the file is looked for in the directory of the
 * configuration. Flags are letters, which may be left out with their semicolon:
 *
 * <table>
 * <caption>Flags of maillist</caption>
 * <tr><th>flag</th><th>meaning</th></tr>
 * <tr><td>A</td><td>anybody may post</td></tr>
 * <tr><td>O</td><td>only owners and moderators may</td></tr>
 * <tr><td>M</td><td>every message waits for a moderator</td></tr>
 * <tr><td>R, D</td><td>strangers' messages are returned, or dropped; without, they wait</td></tr>
 * <tr><td>S</td><td>people may subscribe themselves</td></tr>
 * <tr><td>F</td><td>From is rewritten</td></tr>
 * <tr><td>N</td><td>no VERP</td></tr>
 * </table>
 *
 * <p>Further fields are {@code word=value}: {@code owner} and {@code moderator} (addresses with
 * commas or spaces), {@code description}, {@code size} (octets), {@code bounces} (how many suspend
 * a member, 0 for never), {@code archive} and {@code unsubscribe} (https addresses):
 *
 * <pre>
 * maillist="crew;crew.txt;MS;owner=ann@example.net,bob@example.net;description=The crew;size=1000000"
 * </pre>
 *
 * <p>Stateless.
 */
public final class ListParameters {
  private static final String NAME = "maillist";
  private static final int LEAST_FIELDS = 2;

  private ListParameters() {}

  /**
   * Makes a list.
   *
   * @param value the value of {@code maillist}
   * @param domain where a list is whose name has no domain
   * @param directory where members files are that have no absolute path
   * @throws IllegalArgumentException when the value is none; printable
   */
  public static MailingList list(String value, Domain domain, Path directory) {
    String[] fields = value.split(";", -1);
    if (fields.length < LEAST_FIELDS || fields[1].isBlank()) {
      throw new IllegalArgumentException(NAME + " is name;members_file;flags");
    }
    String name = fields[0].strip();
    Mailbox address = name.indexOf('@') < 0 ? new Mailbox(name, domain) : Mailbox.parse(name);
    MailingList list = MailingList.of(address, directory.resolve(fields[1].strip()));
    for (int i = LEAST_FIELDS; i < fields.length; i++) {
      String field = fields[i].strip();
      int equals = field.indexOf('=');
      list =
          equals < 0
              ? flags(list, field)
              : option(list, field.substring(0, equals).strip(), field.substring(equals + 1));
    }
    return list;
  }

  private static MailingList flags(MailingList list, String flags) {
    MailingList flagged = list;
    for (int i = 0; i < flags.length(); i++) {
      flagged = flag(flagged, Character.toUpperCase(flags.charAt(i)));
    }
    return flagged;
  }

  private static MailingList flag(MailingList list, char flag) {
    PostingRules posting = list.posting();
    return switch (flag) {
      case 'A' -> list.with(posting.withPosters(Posters.ANYONE));
      case 'O' -> list.with(posting.withPosters(Posters.MODERATORS));
      case 'M' -> list.with(posting.withModeration(true));
      case 'R' -> list.with(posting.withStrangers(Strangers.REFUSED));
      case 'D' -> list.with(posting.withStrangers(Strangers.DROPPED));
      case 'S' -> list.withOpen(true);
      case 'F' -> list.withRewrittenFrom(true);
      case 'N' -> list.with(list.bounces().withVerp(false));
      case ' ', ',' -> list;
      default ->
          throw new IllegalArgumentException(
              NAME + " has a flag that is not known: " + PrintableText.of("" + flag, 1));
    };
  }

  private static MailingList option(MailingList list, String word, String text) {
    String value = text.strip();
    ListContact contact = list.contact();
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "owner" -> list.with(contact.withOwners(joined(contact.owners(), value)));
      case "moderator" -> list.with(contact.withModerators(joined(contact.moderators(), value)));
      case "description" -> list.with(contact.withDescription(value));
      case "archive" -> list.with(contact.withArchive(value));
      case "unsubscribe" -> list.with(contact.withUnsubscribe(value));
      case "size" -> list.with(list.posting().withMostOctets(number(word, value)));
      case "bounces" -> list.with(list.bounces().withMost((int) number(word, value)));
      default ->
          throw new IllegalArgumentException(
              NAME + " has no such field as " + PrintableText.of(word, 40));
    };
  }

  private static List<Mailbox> joined(List<Mailbox> before, String more) {
    List<Mailbox> all = new ArrayList<>(before);
    all.addAll(MailboxLine.parse(more));
    return all;
  }

  private static long number(String word, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "no number for " + word + ": " + PrintableText.of(value, 40), e);
    }
  }

  /**
   * What forward files are called ({@link ForwardRules#withName}).
   *
   * @param value the value of {@code forward}; empty when it is not set
   * @return empty when there are none
   */
  public static Optional<String> forwardName(Optional<String> value) {
    String said = value.orElse("0").strip();
    return switch (said) {
      case "", "0" -> Optional.empty();
      case "1" -> Optional.of(ForwardRules.NAME);
      default -> Optional.of(said);
    };
  }

  /**
   * Which programs forward files may name.
   *
   * @param run the value of {@code fwdrun}; empty when it is not set
   * @param timeout the value of {@code run_timeout}; empty when it is not set
   * @return empty for none
   * @throws IllegalArgumentException when the time is no number above 0
   */
  public static Optional<ForwardPrograms> programs(Optional<String> run, Optional<String> timeout) {
    String said = run.orElse("0").strip();
    if (said.isEmpty() || said.equals("0")) {
      return Optional.empty();
    }
    ForwardPrograms standard = ForwardPrograms.DEFAULT;
    if (timeout.isEmpty()) {
      return Optional.of(standard);
    }
    var limit = Duration.ofSeconds(number("run_timeout", timeout.get().strip()));
    return Optional.of(new ForwardPrograms(limit, standard.outputLimit(), standard.directories()));
  }
}
