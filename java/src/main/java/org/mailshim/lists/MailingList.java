package org.mailshim.lists;

import java.nio.file.Path;
import org.mailshim.address.DomainName;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;
import org.mailshim.address.Utf8;

/**
 * A mailing list as it is configured; {@link ListParameters} makes one of the parameter {@code
 * maillist}. Immutable.
 *
 * @param address where messages for it are sent, {@code crew@example.net}; of it come {@code
 *     crew-request}, {@code crew-owner}, {@code crew-bounces} and the others of {@link ListRole}
 * @param members the file of its members ({@link Members}); what is changed by mail is written
 *     there
 * @param posting whose messages it takes
 * @param bounces what becomes of members whose mail comes back
 * @param contact who looks after it
 * @param isOpen whether people may subscribe themselves, by a mail that they confirm
 * @param rewritesFrom whether From becomes the list's address, and the author Reply-To: for
 *     receivers whose DMARC checks refuse what a list has changed. As the list changes nothing that
 *     is usually signed, this is seldom needed
 */
public record MailingList(
    Mailbox address,
    Path members,
    PostingRules posting,
    BounceRules bounces,
    ListContact contact,
    boolean isOpen,
    boolean rewritesFrom) {
  private static final int LONGEST_NAME = 40;
  private static final String NAME_SPECIALS = "-_.";

  /**
   * Checks the address, which comes into header fields and file names.
   *
   * @throws IllegalArgumentException when the local-part is not made of at most 40 US-ASCII
   *     letters, digits, dots, hyphens and low lines, ends in the suffix of a {@link ListRole}, or
   *     the domain is an address literal
   */
  public MailingList {
    String name = address.localPart();
    boolean sound = !name.isEmpty() && name.length() <= LONGEST_NAME && Utf8.isAscii(name);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      sound &= Character.isLetterOrDigit(c) || NAME_SPECIALS.indexOf(c) >= 0;
    }
    if (!sound || ListRole.endsAsOne(name) || !(address.domain() instanceof DomainName)) {
      throw new IllegalArgumentException(
          "no address for a list: \"" + PrintableText.of(address.text(), 80) + '"');
    }
  }

  /**
   * A list for its members: each may post, nobody can subscribe without the owner.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static MailingList of(Mailbox address, Path members) {
    return new MailingList(
        address,
        members,
        PostingRules.DEFAULT,
        BounceRules.DEFAULT,
        ListContact.NONE,
        false,
        false);
  }

  /** This with other rules for posting. */
  public MailingList with(PostingRules rules) {
    return new MailingList(address, members, rules, bounces, contact, isOpen, rewritesFrom);
  }

  /** This with other rules for bounces. */
  public MailingList with(BounceRules rules) {
    return new MailingList(address, members, posting, rules, contact, isOpen, rewritesFrom);
  }

  /** This with somebody else to look after it. */
  public MailingList with(ListContact other) {
    return new MailingList(address, members, posting, bounces, other, isOpen, rewritesFrom);
  }

  /** This, open to who wants to subscribe, or not. */
  public MailingList withOpen(boolean open) {
    return new MailingList(address, members, posting, bounces, contact, open, rewritesFrom);
  }

  /** This with From rewritten, or not. */
  public MailingList withRewrittenFrom(boolean rewritten) {
    return new MailingList(address, members, posting, bounces, contact, isOpen, rewritten);
  }

  /** What List-Id says (RFC 2919): {@code crew.example.net}. */
  public String id() {
    return address.localPart() + "." + address.domain().ascii();
  }
}
