/**
 * Who vouches for a message: DKIM signatures (RFC 6376, RFC 8301, RFC 8463), made and verified
 * while the message streams by; SPF (RFC 7208), which asks a domain about the client's address; and
 * DMARC (RFC 9989), which asks the domain in From whether one of the two speaks for it.
 *
 * <pre>{@code
 * DkimSigner signer = DkimSigner.of("example.net", "s1", privateKey, Clock.systemUTC());
 * MailData signed = signer.sign(message);                  // one pass over the data, then send it
 *
 * DkimVerification verification = new DkimVerification(Clock.systemUTC());
 * verification.look(piece, 0, piece.length);               // for every piece
 * List<DkimResult> results = verification.finish(resolver);
 *
 * SpfResult spf = new SpfCheck(resolver, Clock.systemUTC()).check(address, helo, sender);
 * DmarcResult dmarc = new DmarcCheck(resolver, random).check(author, spf, results);
 * }</pre>
 *
 * <p>{@link org.mailshim.authentication.DkimSigningSink} and {@link
 * org.mailshim.authentication.AuthenticatingSink} do all of it for a server, as {@code
 * MailServerBuilder.sign} and {@code authentication} say. Reports to domains (RFC 9990, RFC 9991)
 * are not sent, and chains of forwarders (ARC, RFC 8617) are not looked at.
 *
 * <p>No message is held in memory: of its body only hashes are kept, of its header section at most
 * one mebibyte; the sinks keep it in a spool. Names are looked up through {@link
 * org.mailshim.dns.Resolver}, on the caller's thread.
 */
@NullMarked
package org.mailshim.authentication;

import org.jspecify.annotations.NullMarked;
