/**
 * Who may send, and who is refused: DNS lists, access lists, greylisting, relay control, limits and
 * traps, and their composition for the SMTP servers of an engine.
 *
 * <pre>{@code
 * RelaySettings relay = RelaySettings.of(Set.of(Domain.parse("example.net")));
 * PolicySettings settings =
 *     PolicySettings.closed()
 *         .with(relay)
 *         .with(DnsListSettings.of(
 *             List.of(DnsList.of("bl.example.org", DnsListAction.REFUSE_AT_RCPT))))
 *         .with(GreylistSettings.STRANGERS);
 * Policy policy = new Policy(settings, PolicySetup.inMemory(resolver));
 * SmtpServer server = SmtpServer.start(policy.guard(ServerSetup.of(options, sink)), where);
 * }</pre>
 *
 * <h2>The decision table</h2>
 *
 * At each moment the rules are asked from the top; the first that fits decides. A <i>stranger</i>
 * is a client of a server for MX that may not relay; who may relay has authenticated, comes from a
 * trusted address, or has logged in by POP3 a while ago from there. On submission and LMTP ports
 * nobody is a stranger.
 *
 * <table>
 * <caption>Rules, in their order</caption>
 * <tr><th>moment</th><th>rule</th><th>for</th><th>answer</th></tr>
 * <tr><td>connect</td><td>may relay</td><td>all</td><td>goes on</td></tr>
 * <tr><td></td><td>denied address</td><td>all</td><td>554 5.7.1</td></tr>
 * <tr><td></td><td>wrote to a trap lately</td><td>strangers</td><td>421 4.7.1</td></tr>
 * <tr><td></td><td>on everybody's good list</td><td>strangers</td><td>goes on</td></tr>
 * <tr><td></td><td>on a DNS list that refuses at connect</td><td>strangers</td>
 *     <td>554 5.7.1, or as configured</td></tr>
 * <tr><td>MAIL</td><td>reverse-path of somebody else</td><td>authenticated</td>
 *     <td>553 5.7.1</td></tr>
 * <tr><td></td><td>reverse-path of no local domain</td><td>trusted addresses</td>
 *     <td>553 5.7.1</td></tr>
 * <tr><td></td><td>reverse-path of a local domain</td>
 *     <td>strangers that are on no good list</td><td>553 5.7.1</td></tr>
 * <tr><td></td><td>limits of octets and messages</td><td>all</td><td>451 4.7.1</td></tr>
 * <tr><td>RCPT</td><td>elsewhere, and may not relay</td><td>all</td><td>550 5.7.1</td></tr>
 * <tr><td></td><td>route in the local-part</td><td>who may not relay</td><td>550 5.7.1</td></tr>
 * <tr><td></td><td>wrote to a trap in this session</td><td>strangers</td><td>421 4.7.1</td></tr>
 * <tr><td></td><td>a trap</td><td>strangers</td><td>550 5.1.1</td></tr>
 * <tr><td></td><td>local, and unknown</td><td>all</td><td>550 5.1.1</td></tr>
 * <tr><td></td><td>no stranger</td><td></td><td>on to the limit</td></tr>
 * <tr><td></td><td>postmaster, abuse</td><td>strangers</td><td>on to the limit</td></tr>
 * <tr><td></td><td>good list, everybody's or the recipient's</td><td>strangers</td>
 *     <td>on to the limit</td></tr>
 * <tr><td></td><td>bad list</td><td>strangers</td><td>550 5.7.1</td></tr>
 * <tr><td></td><td>on a DNS list that allows</td><td>strangers</td><td>on to the limit</td></tr>
 * <tr><td></td><td>on a DNS list that refuses, or the score is too high</td><td>strangers</td>
 *     <td>554 5.7.1, or as configured</td></tr>
 * <tr><td></td><td>the sender's domain takes no mail</td><td>strangers</td>
 *     <td>550 5.1.8, 550 5.7.27, 451 4.4.3</td></tr>
 * <tr><td></td><td>greylisted</td><td>gray list, or all strangers</td><td>451 4.7.1</td></tr>
 * <tr><td></td><td>limit of recipients</td><td>all</td><td>451 4.7.1</td></tr>
 * <tr><td>end of data</td><td>limit of octets</td><td>all</td><td>451 4.7.1</td></tr>
 * </table>
 *
 * <p>The site's own hooks are asked after the policy, about what it lets pass. What a rule for
 * recipients wants to know it asks when its turn has come, so that a client on a good list costs no
 * look-up, and a stranger that wants to relay leaves no trace in the greylist.
 *
 * <h2>What is remembered, and where</h2>
 *
 * Greylisting, limits, logins by POP3 and traps are kept in a {@link
 * org.mailshim.policy.PolicyStore}: in memory, or in an SQL database, which may be the queue's.
 * Several processes that share a database share what is in it.
 */
@NullMarked
package org.mailshim.policy;

import org.jspecify.annotations.NullMarked;
