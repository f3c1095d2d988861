package org.mailshim.lists;

import java.util.List;
import java.util.Optional;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;
import org.mailshim.address.Utf8;

/**
 * Who looks after a list, and what its messages say of it. Immutable.
 *
 * @param owners who gets bounces, and what is sent to {@code crew-owner}; beside those in the
 *     members file. The postmaster of the list's domain where there is none; copied
 * @param moderators who is told of messages that wait; beside those in the members file, and the
 *     owners where there is none; copied
 * @param description the phrase in List-Id; empty for none
 * @param archive the address of the archive, for List-Archive; empty for none
 * @param unsubscribe an https address that takes members off with one click (RFC 8058), in which
 *     {@code {list}}, {@code {address}} and {@code {token}} are filled in for each member; see
 *     {@link MailingLists#unsubscribe(Mailbox, Mailbox, String)}. Empty for none
 */
public record ListContact(
    List<Mailbox> owners,
    List<Mailbox> moderators,
    String description,
    Optional<String> archive,
    Optional<String> unsubscribe) {
  private static final int LONGEST_DESCRIPTION = 200;
  private static final int LONGEST_ADDRESS = 800;

  /** Nobody and nothing. */
  public static final ListContact NONE =
      new ListContact(List.of(), List.of(), "", Optional.empty(), Optional.empty());

  /**
   * Checks what comes into header fields.
   *
   * @throws IllegalArgumentException when the description has controls in it or is too long, or an
   *     address is no https address of printable US-ASCII without spaces and angle brackets; it
   *     might put fields of its own into messages
   */
  public ListContact {
    owners = List.copyOf(owners);
    moderators = List.copyOf(moderators);
    if (Utf8.firstForbidden(description) >= 0 || description.length() > LONGEST_DESCRIPTION) {
      throw new IllegalArgumentException(
          "no description of a list: \"" + PrintableText.of(description, 80) + '"');
    }
    if (archive.isPresent()) {
      requireAddress(archive.get());
    }
    if (unsubscribe.isPresent()) {
      requireAddress(unsubscribe.get());
    }
  }

  private static void requireAddress(String text) {
    boolean sound = text.startsWith("https://") && text.length() <= LONGEST_ADDRESS;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      sound &= c > ' ' && c < 0x7f && c != '<' && c != '>' && c != ',';
    }
    if (!sound) {
      throw new IllegalArgumentException("no https address: \"" + PrintableText.of(text, 80) + '"');
    }
  }

  /** This with other owners. */
  public ListContact withOwners(List<Mailbox> others) {
    return new ListContact(others, moderators, description, archive, unsubscribe);
  }

  /** This with other moderators. */
  public ListContact withModerators(List<Mailbox> others) {
    return new ListContact(owners, others, description, archive, unsubscribe);
  }

  /** This with another description. */
  public ListContact withDescription(String text) {
    return new ListContact(owners, moderators, text, archive, unsubscribe);
  }

  /** This with an archive. */
  public ListContact withArchive(String address) {
    return new ListContact(owners, moderators, description, Optional.of(address), unsubscribe);
  }

  /** This with a page that takes members off. */
  public ListContact withUnsubscribe(String address) {
    return new ListContact(owners, moderators, description, archive, Optional.of(address));
  }
}
