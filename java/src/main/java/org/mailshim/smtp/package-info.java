/**
 * The language of SMTP: commands, replies, service extensions and transparency as values and tables
 * (RFC 5321).
 *
 * <p>Nothing here does I/O, reads a clock or starts a thread; sessions (client and server) read and
 * write lines and bytes and ask this package what they mean.
 *
 * <pre>{@code
 * // A command is a value. The client renders it, the server parses it.
 * new Command.Mail(envelope.reversePath(), List.of(Parameter.size(5000))).line();  // MAIL FROM:<ann@example.org> SIZE=5000
 * Command.parse("rcpt to:<bob@example.net>");                                      // Rcpt[forwardPath=<bob@…>, parameters=[]]
 * MailParameters.of(mail.parameters(), offered).size();                            // 5000; a fault knows its reply
 *
 * // A reply is a value. The client assembles it from lines, the server renders it.
 * ReplyAssembler assembler = new ReplyAssembler();
 * assembler.line("250-mx.example.net at your service");                            // empty: more to come
 * Reply reply = assembler.line("250 SIZE 10240000").orElseThrow();
 * EhloReply.of(reply).sizeLimit();                                                 // 10240000
 * Reply.of(550, EnhancedStatusCode.parse("5.1.1"), "No such mailbox").wire();      // 550 5.1.1 No such mailbox CRLF
 *
 * // Mail data crosses the wire with its dots doubled at line starts.
 * DotStuffer stuffer = new DotStuffer();
 * int end = stuffer.encode(data, 0, data.length, out, 0);
 * end = stuffer.finish(out, end);                                                  // CRLF.CRLF
 *
 * // And back, where it stands.
 * DotUnstuffer unstuffer = new DotUnstuffer();
 * sink.write(buffer, from, unstuffer.decode(buffer, from, to));                    // until unstuffer.isEnded()
 * }</pre>
 *
 * <p>The facts about a verb stand in one row of {@link org.mailshim.smtp.Verb}. Text that is no
 * SMTP gives an {@link org.mailshim.smtp.SmtpSyntaxException}, an address inside it that is none an
 * {@link org.mailshim.address.AddressSyntaxException}. No command, parameter or reply can hold CR,
 * LF or NUL, so none can become two.
 *
 * <p>All types are immutable and may be shared between threads, except the three machines that take
 * their input piece by piece ({@link org.mailshim.smtp.ReplyAssembler}, {@link
 * org.mailshim.smtp.DotStuffer}, {@link org.mailshim.smtp.DotUnstuffer}): each belongs to one
 * conversation and one thread at a time.
 */
@NullMarked
package org.mailshim.smtp;

import org.jspecify.annotations.NullMarked;
