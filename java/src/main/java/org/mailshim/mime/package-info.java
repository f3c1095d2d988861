/**
 * What a message is made of: header fields with names in any script, bodies and files (RFC 5322,
 * RFC 2045 to 2047, RFC 2183, RFC 2231, RFC 6532). Values, composing, and reading.
 *
 * <p>A message is a tree of {@link org.mailshim.mime.MimePart}s under {@link
 * org.mailshim.mime.HeaderFields}. {@link org.mailshim.mime.Composition} writes it as mail data:
 *
 * <pre>{@code
 * MimePart text = MimePart.text("plain", "Grüße");
 * MimePart file = MimePart.of(ContentType.of("application/pdf"), Content.of(Path.of("offer.pdf")));
 * MimePart body = MimePart.multipart("mixed", List.of(text, file.asAttachment("Angebot.pdf")));
 * MailData data = Composition.of(fields, body, WireForm.SEVEN_BIT, random.nextLong());
 * }</pre>
 *
 * <p>{@link org.mailshim.mime.MimeReader} does the reverse, for whatever others have sent: it reads
 * the message once, remembers where its parts are, and opens them where they lie. Neither way holds
 * a message in memory. Most programs use {@link org.mailshim.mime.MimePart} through {@code
 * org.mailshim.MailMessage}.
 *
 * <h2>Why this is our own</h2>
 *
 * A message that is read for the second time, for one of its parts, is positioned to that part;
 * what libraries for MIME give is one pass over all of it. So they are what the tests compare with,
 * and not what this is made of.
 */
@NullMarked
package org.mailshim.mime;

import org.jspecify.annotations.NullMarked;
