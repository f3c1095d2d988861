/**
 * The message itself: line ends, header section, Date and Message-ID (RFC 5322).
 *
 * <p>A message is a stream of octets here, of any size, and passes through piece by piece:
 *
 * <pre>{@code
 * LineEndNormalizer normalizer = new LineEndNormalizer();        // LF, CR and CRLF become CRLF
 * MissingHeaderFields missing = new MissingHeaderFields();       // looks on; ends with the header section
 * int end = normalizer.normalize(piece, 0, piece.length, out, 0);
 * missing.look(out, 0, end);                                     // … for every piece; the pieces go to memory or disk
 * byte[] before = missing.prefix(envelope, clock, messageIds);   // to send before the first of them
 * }</pre>
 *
 * <p>What is ready to be sent is {@link org.mailshim.message.MailData}: it has its exact size and
 * can be opened again for the next attempt.
 *
 * <p>Nothing here reads a clock or makes random numbers of its own: {@link java.time.Clock} and
 * {@link java.util.random.RandomGenerator} come from outside. The machines belong to one message
 * and one thread at a time; everything else may be shared.
 */
@NullMarked
package org.mailshim.message;

import org.jspecify.annotations.NullMarked;
