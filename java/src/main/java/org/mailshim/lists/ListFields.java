package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.DomainName;
import org.mailshim.address.Mailbox;
import org.mailshim.address.Utf8;
import org.mailshim.message.MailData;
import org.mailshim.mime.NamedMailbox;

/**
 * The header fields that a list writes: List-Id (RFC 2919), List-Post, List-Help, List-Subscribe,
 * List-Unsubscribe, List-Owner and List-Archive (RFC 2369), List-Unsubscribe-Post (RFC 8058), and
 * Precedence. They are the list's own text, which was checked when it was configured. Immutable.
 *
 * @param list whose
 * @param tokens for what a member unsubscribes with
 */
record ListFields(MailingList list, ListTokens tokens) {
  static final String UNSUBSCRIBE = "unsubscribe";
  private static final int LONGEST_NAME = 200;
  private static final String CRLF = "\r\n";

  /** Whether members get copies of their own. */
  boolean isIndividual() {
    return list.bounces().verp() || list.contact().unsubscribe().isPresent();
  }

  /** A message as it goes to the members. */
  MailData written(ListMessage message) {
    var top = new ByteArrayOutputStream();
    top.writeBytes(("Delivered-To: " + list.address().text() + CRLF).getBytes(UTF_8));
    top.writeBytes(common().getBytes(UTF_8));
    Optional<NamedMailbox> author = message.author();
    if (!list.rewritesFrom() || author.isEmpty()) {
      return message.with(top.toByteArray(), Set.of());
    }
    top.writeBytes(rewritten(message, author.get()).getBytes(UTF_8));
    return message.with(top.toByteArray(), Set.of("from"));
  }

  /** The fields that are the same for all members. */
  private String common() {
    StringBuilder fields = new StringBuilder(600);
    fields.append("List-Id: ").append(phrase()).append('<').append(list.id()).append('>');
    fields.append(CRLF);
    append(fields, "List-Post", "<mailto:" + address(ListRole.POSTING) + ">");
    append(fields, "List-Help", "<mailto:" + address(ListRole.REQUEST) + "?subject=help>");
    append(fields, "List-Owner", "<mailto:" + address(ListRole.OWNER) + ">");
    if (list.isOpen()) {
      append(fields, "List-Subscribe", "<mailto:" + address(ListRole.SUBSCRIBE) + ">");
    }
    if (list.contact().archive().isPresent()) {
      append(fields, "List-Archive", "<" + list.contact().archive().get() + ">");
    }
    if (!isIndividual()) {
      append(fields, "List-Unsubscribe", "<mailto:" + address(ListRole.UNSUBSCRIBE) + ">");
    }
    append(fields, "Precedence", "list");
    return fields.toString();
  }

  private static void append(StringBuilder fields, String name, String body) {
    fields.append(name).append(": ").append(body).append(CRLF);
  }

  private String address(ListRole role) {
    return encoded(role.of(list.address()).text()).replace("%40", "@");
  }

  /** The description as an RFC 5322 phrase; text beyond US-ASCII as an encoded word. */
  private String phrase() {
    String said = list.contact().description();
    if (said.isBlank()) {
      return "";
    }
    return Utf8.isAscii(said)
        ? '"' + said.replace("\\", "\\\\").replace("\"", "\\\"") + "\" "
        : EncodedPhrase.of(said) + " ";
  }

  /** What only this member's copy has. */
  String individual(Mailbox member) {
    String token = tokens.lasting(UNSUBSCRIBE, list, MailboxLine.key(member));
    String mail =
        "<mailto:"
            + address(ListRole.REQUEST)
            + "?subject=unsubscribe%20"
            + encoded(member.text())
            + "%20"
            + token
            + ">";
    Optional<String> page = list.contact().unsubscribe();
    if (page.isEmpty()) {
      return "List-Unsubscribe: " + mail + CRLF;
    }
    String link =
        page.get()
            .replace("{list}", encoded(list.address().text()))
            .replace("{address}", encoded(member.text()))
            .replace("{token}", token);
    String fields = "List-Unsubscribe: <" + link + ">," + CRLF + " " + mail + CRLF;
    return link.equals(page.get())
        ? fields // a page that is the same for all cannot know who clicks
        : fields + "List-Unsubscribe-Post: List-Unsubscribe=One-Click" + CRLF;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** From as the list, and the author where answers go, unless the author said where. */
  private String rewritten(ListMessage message, NamedMailbox author) {
    String shown = shortened(author.name().orElse(author.mailbox().localPart()));
    String via = shown + " via " + list.address().localPart();
    var original = new NamedMailbox(author.name().map(ListFields::shortened), author.mailbox());
    var from = new NamedMailbox(Optional.of(via), list.address());
    String fields =
        "From: " + display(from) + CRLF + "X-Original-From: " + display(original) + CRLF;
    return message.fields().first("Reply-To").isPresent()
        ? fields
        : fields + "Reply-To: " + display(original) + CRLF;
  }

  /** A name of a length that fits a line (RFC 5322 §2.1.1), quoted too. */
  private static String shortened(String name) {
    boolean fits = name.codePointCount(0, name.length()) <= LONGEST_NAME;
    return fits ? name : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)).strip();
  }

  /** A mailbox whose name, which is the author's text, is quoted or encoded. */
  private static String display(NamedMailbox mailbox) {
    if (mailbox.name().isEmpty() || Utf8.isAscii(mailbox.name().get())) {
      return mailbox.toString();
    }
    return EncodedPhrase.of(mailbox.name().get()) + " <" + mailbox.mailbox().text() + ">";
  }

  /** The sender of a member's copy: the address for bounces with the member in it. */
  Mailbox sender(Mailbox member) {
    Mailbox bounces = ListRole.BOUNCES.of(list.address());
    String named = "+" + member.localPart() + "=" + member.domain().ascii();
    int octets = Utf8.octets(bounces.localPart()) + Utf8.octets(named);
    int whole = octets + 1 + bounces.domain().ascii().length();
    boolean fits =
        octets <= Mailbox.LOCAL_PART_OCTETS_LIMIT
            && whole <= Mailbox.OCTETS_LIMIT
            && member.domain() instanceof DomainName
            && isPlain(member.localPart());
    return list.bounces().verp() && fits
        ? new Mailbox(bounces.localPart() + named, bounces.domain())
        : bounces;
  }

  private static boolean isPlain(String localPart) {
    for (int i = 0; i < localPart.length(); i++) {
      if ("\"\\(),:;<>@[] ".indexOf(localPart.charAt(i)) >= 0) {
        return false;
      }
    }
    return Utf8.isAscii(localPart) && !localPart.contains("..");
  }

  /** The member whom an address for bounces names; empty when it names nobody. */
  static Optional<String> memberOf(String detail) {
    int equals = detail.lastIndexOf('=');
    return equals <= 0 || equals == detail.length() - 1
        ? Optional.empty()
        : Optional.of(
            (detail.substring(0, equals) + "@" + detail.substring(equals + 1))
                .toLowerCase(Locale.ROOT));
  }
}
