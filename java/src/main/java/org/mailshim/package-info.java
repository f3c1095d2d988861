/**
 * The engine's public Java API: hand over a message, hear what became of it.
 *
 * <p>A {@link org.mailshim.MailEngine} sends. Its {@code send} takes an envelope, a route and
 * options, and returns at once with an {@link org.mailshim.OutgoingMail}; the way is looked up and
 * the connection made while the caller writes the message into it:
 *
 * <pre>{@code
 * var engine = new MailEngine(Thread::startVirtualThread, Clock.systemDefaultZone(), new Random());
 * var envelope = new Envelope(ReversePath.of(Mailbox.parse("me@example.org")),
 *     List.of(ForwardPath.parse("<you@example.net>")));
 * OutgoingMail mail = engine.send(envelope, new Route.SmartHost("mail.example.org", 25),
 *     OutgoingOptions.defaults(), report -> System.out.println(report.worst().text()));
 * mail.write(octets, 0, octets.length);    // any pieces, any line ends
 * mail.commit();                           // or mail.abort()
 * }</pre>
 *
 * <p>The {@link org.mailshim.OutgoingListener} hears of each step, and exactly once, last, gets the
 * {@link org.mailshim.delivery.DeliveryReport}: one entry for each recipient, with the server's
 * reply and the stage at which it came. That a session went well does not mean that a recipient was
 * accepted; only the report says so.
 *
 * <p>The engine keeps nothing beyond the process: a message that cannot be delivered now is
 * reported. A {@link org.mailshim.QueuedMail} goes into a queue instead, from which a {@link
 * org.mailshim.delivery.QueueRunner} delivers it, now or tomorrow, in this process or the next:
 *
 * <pre>{@code
 * MailQueue queue = SqlQueue.sqlite(Path.of("queue.db"), clock, random, Thread.ofPlatform()::start);
 * var runner = new QueueRunner(queue, attempts, Thread::startVirtualThread,
 *     RunnerSettings.of(DomainName.parse("mail.example.org")), clock, random, QueueObserver.NONE);
 * runner.start();
 * try (var mail = new QueuedMail(queue, envelope, clock, Optional.empty())) {
 *   mail.write(octets, 0, octets.length);
 *   mail.commit();                         // on disk
 * }
 * }</pre>
 *
 * <p>A {@link org.mailshim.MailServer} has all of that together, and receives: SMTP services put
 * what they accept into the queue, deliveries take it from there to maildrops of this host or to
 * other hosts, and users fetch it by POP3. It is made by {@link org.mailshim.MailEngine#server}; a
 * program that only sends loads nothing of it.
 *
 * <p>Nothing holds a whole message in memory.
 */
@org.jspecify.annotations.NullMarked
package org.mailshim;
