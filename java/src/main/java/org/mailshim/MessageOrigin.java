package org.mailshim;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ReversePath;
import org.mailshim.mime.Composition;
import org.mailshim.mime.Content;
import org.mailshim.mime.HeaderFields;
import org.mailshim.mime.MimePart;
import org.mailshim.mime.MimeReader;
import org.mailshim.mime.NamedMailbox;
import org.mailshim.mime.WireForm;

/** Where a {@link MailMessage} is from, and so how it goes out. Immutable, for any thread. */
sealed interface MessageOrigin {
  /** The header fields. */
  HeaderFields fields();

  /** The root of the parts. */
  MimePart body();

  /** Who gets a copy without the others' knowing. */
  List<NamedMailbox> bcc();

  /** Who hears of failures; empty for the sender. */
  Optional<ReversePath> reversePath();

  /** Whether there is anything below the header section. */
  boolean hasBody();

  /** Whether an address in the header fields has a local-part that is not US-ASCII. */
  boolean needsSmtpUtf8();

  /** The whole as mail data. */
  Composition mailData(WireForm form) throws IOException;

  /** Mail data that begins with the same header section; what follows need not be the body. */
  Composition headerData(WireForm form) throws IOException;

  /**
   * A message that was built here; composed whenever it goes out.
   *
   * @param salt random bits, for the boundaries of its multiparts
   */
  record Built(
      HeaderFields fields,
      MimePart body,
      List<NamedMailbox> bcc,
      Optional<ReversePath> reversePath,
      long salt)
      implements MessageOrigin {
    /** Copies the list. */
    public Built {
      bcc = List.copyOf(bcc);
    }

    @Override
    public boolean hasBody() {
      return body.content() != Content.EMPTY || !body.parts().isEmpty();
    }

    @Override
    public boolean needsSmtpUtf8() {
      for (String name : MessageAddresses.NAMES) {
        for (NamedMailbox each : MessageAddresses.lenient(fields, name)) {
          if (!each.mailbox().isAscii()) {
            return true;
          }
        }
      }
      return false;
    }

    @Override
    public Composition mailData(WireForm form) throws IOException {
      return Composition.of(fields, body, form, salt);
    }

    @Override
    public Composition headerData(WireForm form) throws IOException {
      return Composition.of(fields, MimePart.of(body.type(), Content.EMPTY), form, salt);
    }
  }

  /**
   * A message that was received or lies somewhere; it goes out as it is.
   *
   * @param content where it lies
   * @param read what reading it has found
   * @param bcc the mailboxes of its Bcc fields
   */
  record Received(Content content, MimeReader.Message read, List<NamedMailbox> bcc)
      implements MessageOrigin {
    @Override
    public HeaderFields fields() {
      return read.fields();
    }

    @Override
    public MimePart body() {
      return read.body();
    }

    @Override
    public Optional<ReversePath> reversePath() {
      return Optional.empty();
    }

    @Override
    public boolean hasBody() {
      return true;
    }

    @Override
    public boolean needsSmtpUtf8() {
      return read.isSmtpUtf8();
    }

    @Override
    public Composition mailData(WireForm form) throws IOException {
      return Composition.of(content, read);
    }

    @Override
    public Composition headerData(WireForm form) throws IOException {
      return mailData(form);
    }
  }
}
