/**
 * Submitting messages to one server the way libESMTP does: a client that tells of each step as it
 * is taken, keeps the last reply about each thing, and asks what to do where the server falls
 * short.
 *
 * <p>It is a second client beside {@link org.mailshim.smtp.client}, because programs have come to
 * depend on what they can see of this one: commands go out in other groups (MAIL waits for its
 * reply alone, then all of RCPT and DATA go together), replies are read more leniently and kept
 * with their line ends, a message's header is completed on the way, chunks are sent as the program
 * cuts them, a session goes on unauthenticated. A program that has the choice takes the other one,
 * which is stricter, needs fewer round trips and knows more extensions.
 *
 * <p>A {@link org.mailshim.smtp.submission.Submission} is what is to be done: a server, or a domain
 * whose servers are to be found, messages with their recipients, requests for remote queues. {@link
 * org.mailshim.smtp.submission.Submission#run} does it, on the calling thread, which all callbacks
 * run on; it may be run again for what is left. Text is octets: strings of ISO 8859-1.
 *
 * <p>What server and program do is in {@link org.mailshim.smtp.submission.ReplyStatus statuses};
 * what broke the conversation is a number, of those that libESMTP's programs know ({@link
 * org.mailshim.smtp.submission.Fault}).
 *
 * <p>RFC 5321, with PIPELINING, SIZE, 8BITMIME, BINARYMIME, CHUNKING, DSN, DELIVERBY, ETRN,
 * STARTTLS, AUTH, ENHANCEDSTATUSCODES, SMTPUTF8, and sendmail's XUSR.
 */
@NullMarked
package org.mailshim.smtp.submission;

import org.jspecify.annotations.NullMarked;
