/**
 * Who sends and who receives: the addresses of an SMTP envelope as values that cannot be wrong.
 *
 * <p>The words are those of RFC 5321. A {@link org.mailshim.address.Mailbox} is a local-part and a
 * {@link org.mailshim.address.Domain}. A {@link org.mailshim.address.ReversePath} is what stands in
 * MAIL FROM: a mailbox or nothing, the null reverse-path of a bounce. A {@link
 * org.mailshim.address.ForwardPath} is what stands in RCPT TO: a mailbox or the bare {@code
 * Postmaster}. An {@link org.mailshim.address.Envelope} is one reverse-path and at least one
 * forward-path. An {@link org.mailshim.address.AddressFamily} is another kind of address, the
 * network's; it stands here because routing and dialling both need it.
 *
 * <pre>{@code
 * Mailbox ann = Mailbox.parse("ann@example.org");
 * Envelope envelope = new Envelope(ReversePath.of(ann), List.of(ForwardPath.parse("<bob@example.net>")));
 * envelope.reversePath().text();                    // "<ann@example.org>"
 * Mailbox.parse("\"a b\"@example.org").localPart();  // a b: the meaning, without quotes
 * new Mailbox("a b", ann.domain()).text();          // "a b"@example.org: quoted where the grammar wants it
 * Domain.parse("bücher.example").ascii();           // xn--bcher-kva.example
 * }</pre>
 *
 * <p>What holds everywhere: no value of this package can contain CR, LF, NUL or any other control,
 * an unpaired surrogate, or U+FFFD (which is what malformed UTF-8 from the wire was decoded to),
 * however it was made; so whatever is printed into an SMTP command stays in that command. Text that
 * breaks the grammar or a length limit of RFC 5321 §4.5.3.1 gives an {@link
 * org.mailshim.address.AddressSyntaxException}, which names the position. All types are immutable
 * and may be shared between threads. Nothing here does I/O, reads a clock or starts a thread.
 *
 * <p>Parsing uses plain loops: this code runs while a C host waits for its first call to return.
 */
@NullMarked
package org.mailshim.address;

import org.jspecify.annotations.NullMarked;
