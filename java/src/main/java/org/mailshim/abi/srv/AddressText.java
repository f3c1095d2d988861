package org.mailshim.abi.srv;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;
import org.mailshim.address.AddressList;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;

/**
 * Addresses as the SRV surface takes them: bare mailboxes, several recipients in one text, which
 * {@link AddressList} cuts.
 */
final class AddressText {
  private static final int LONGEST_SENDER = 1024;

  /** Some ten thousand recipients. */
  private static final int LONGEST_RECIPIENTS = 1024 * 1024;

  private AddressText() {}

  /**
   * Reads an envelope.
   *
   * @throws AbiException if an argument is NULL, too long or not UTF-8, or there is no recipient
   * @throws org.mailshim.address.AddressSyntaxException if an address is none
   */
  static Envelope envelope(CString from, CString to) {
    ReversePath sender =
        new ReversePath.Of(Mailbox.parse(from.text("the sender's address", LONGEST_SENDER)));
    return new Envelope(sender, recipients(to.text("the list of recipients", LONGEST_RECIPIENTS)));
  }

  private static List<ForwardPath> recipients(String text) {
    List<ForwardPath> recipients = new ArrayList<>();
    for (String word : AddressList.words(text)) {
      recipients.add(ForwardPath.of(Mailbox.parse(word)));
    }
    if (recipients.isEmpty()) {
      throw new AbiException(ErrorCode.ADDRESS, "there is no recipient");
    }
    return recipients;
  }
}
