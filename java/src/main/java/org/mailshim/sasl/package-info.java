/**
 * Who somebody is, proven with a password, a token or a certificate: the SASL mechanisms (RFC 4422)
 * of SMTP (RFC 4954) and POP3 (RFC 5034), as values, client and server.
 *
 * <p>Nothing here does I/O, reads a clock or starts a thread; a session carries octets between a
 * {@link org.mailshim.sasl.ClientMechanism} and a {@link org.mailshim.sasl.ServerMechanism}, in
 * Base64, which for a server is done by a {@link org.mailshim.sasl.ServerDialogue}. What blocks are
 * the two interfaces to the outside: a {@link org.mailshim.sasl.TokenSource} and a {@link
 * org.mailshim.sasl.UserDirectory}.
 *
 * <pre>{@code
 * // Client: choose, start, answer challenges.
 * Credentials ann = new Credentials.Password("ann", secret);
 * List<Mechanism> usable = ClientMechanisms.usable(ann, offered, binding, encrypted, false);
 * try (ClientMechanism mechanism =
 *     ClientMechanisms.start(usable.getFirst(), offered, ann, "smtp", "mx.example.org", binding, random)) {
 *   byte[] first = mechanism.initialResponse().orElseThrow();
 *   byte[] answer = mechanism.respond(challenge);
 *   boolean believed = mechanism.succeeded();            // after the server's 235
 * }
 *
 * // Server: offer, start, take responses.
 * try (ServerMechanism mechanism = ServerMechanisms.start(Mechanism.SCRAM_SHA_256, context)) {
 *   Step step = mechanism.begin(initialResponse);
 *   switch (step) {
 *     case Step.Challenge challenge -> …                 // 334, then respond()
 *     case Step.Success success -> …                     // 235
 *     case Step.Failure failure -> …                     // 454 if temporary, else 535
 *   }
 * }
 * }</pre>
 *
 * <p>What holds everywhere: a {@link org.mailshim.sasl.Secret} never shows in a {@code toString},
 * an exception or a {@link org.mailshim.sasl.Step}; what was derived of it is wiped by {@code
 * close}; comparisons take a time that tells nothing, and users that are not there take the path of
 * those that are ({@link org.mailshim.sasl.Decoys}). No identity can hold a control character. A
 * message of a peer has at most 12288 octets. There are no security layers: TLS is there for that.
 *
 * <p>SCRAM is written here rather than taken from a library ({@code com.ongres.scram} is a good
 * one): the well-kept libraries have the client only, and a server needs the same grammar and key
 * derivation again. Two readers of one grammar would be two opinions on it. SASLprep (RFC 4013) is
 * a library's, {@code com.ongres.stringprep}: it is tables, and of use to both sides. NTLM is the
 * JDK's, where the runtime has {@code java.security.sasl}; the JDK's CRAM-MD5 and DIGEST-MD5 are
 * the other side in our tests.
 */
@NullMarked
package org.mailshim.sasl;

import org.jspecify.annotations.NullMarked;
