/**
 * What mail needs from the DNS: which hosts take mail for a domain, and at which addresses.
 *
 * <p>A {@link org.mailshim.dns.Resolver} answers with sealed values; nothing here throws because a
 * name does not exist or a server is silent. {@link org.mailshim.dns.DnsResolver} asks real servers
 * through dnsjava, and is the only public class that leads to it: a host that never looks up a mail
 * exchanger loads neither dnsjava nor SLF4J.
 *
 * <p>What the servers answer is kept for as long as they say, in {@link
 * org.mailshim.dns.DnsClients}, which tells how well that works ({@link
 * org.mailshim.dns.DnsStatistics}).
 *
 * <p>Addresses are looked up host by host when their turn comes, not together with the list of mail
 * exchangers: nearly every message goes to the first host, and the additional section of an answer
 * may hold one address family and not the other.
 */
@NullMarked
package org.mailshim.dns;

import org.jspecify.annotations.NullMarked;
