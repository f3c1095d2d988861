/**
 * The language of POP3: commands, responses, capabilities, listings and multi-line octets as values
 * and tables (RFC 1939, with RFC 1734, 2449, 2595, 3206, 5034 and 6856).
 *
 * <p>Nothing here does I/O, reads a clock or starts a thread; sessions (client and server) read and
 * write lines and octets and ask this package what they mean.
 *
 * <pre>{@code
 * // A command is a value. The client renders it, the server parses it.
 * new Command.Top(3, 10).line();                                    // TOP 3 10
 * Command.parse("retr 7");                                          // Retr[message=7]
 *
 * // A response is a value, and so is each line of a listing.
 * Response response = Response.parse("-ERR [IN-USE] try later");    // code() is ResponseCode.IN_USE
 * Response.ok(new DropListing(2, 320).text()).line();               // +OK 2 320
 * ScanListing.parse("1 120");                                       // ScanListing[message=1, octets=120]
 *
 * // A message crosses the wire with CRLF line ends and its dots doubled at line starts.
 * var encoder = new MultilineEncoder();
 * int end = encoder.encode(file, 0, file.length, out, 0);
 * end = encoder.finish(out, end);                                   // .CRLF
 * }</pre>
 *
 * <p>Text that is no POP3 gives a {@link org.mailshim.pop3.Pop3SyntaxException}. No command and no
 * response can hold CR, LF or NUL, so none can become two. Passwords, digests and SASL data are
 * neither in {@code toString} nor in messages of exceptions.
 *
 * <p>All types are immutable and may be shared between threads, except the two machines that take
 * their input piece by piece ({@link org.mailshim.pop3.MultilineEncoder}, {@link
 * org.mailshim.pop3.MultilineDecoder}): each belongs to one conversation and one thread at a time.
 *
 * <p>The two machines look like their cousins in {@code org.mailshim.smtp} and are not the same. A
 * mail server that lets a bare LF or CR pass lets a message be smuggled past the next one, so SMTP
 * refuses them; a maildrop is the end of the way, holds what was accepted years ago, and has to
 * give it out as it is. And a server reads maildrop files whose lines end with LF, so that line
 * ends and dots are done in one pass here.
 */
@NullMarked
package org.mailshim.pop3;

import org.jspecify.annotations.NullMarked;
