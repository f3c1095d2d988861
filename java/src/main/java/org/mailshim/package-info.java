/**
 * The engine's public Java API: write, send, collect and serve mail.
 *
 * <h2>Sending a message</h2>
 *
 * A {@link org.mailshim.MailMessage} is built, and a {@link org.mailshim.SmtpClient} sends it
 * through a server. The result has a reply for each recipient; a server that says no is no
 * exception:
 *
 * <pre>{@code
 * MailMessage message = MailMessage.builder()
 *     .from("Ann Example <ann@example.org>").to("bob@example.net").subject("Grüße")
 *     .text("Anbei.").html("<p>Anbei.</p>").attach(Path.of("offer.pdf")).build();
 * try (SmtpClient client = SmtpClient.builder()
 *     .url("esmtptls://mail.example.org").credentials("ann", secret).build()) {
 *   SendResult result = client.send(message);      // or sendAsync, sendAll
 *   result.requireAccepted();                      // for whom anything less is a failure
 * }
 * }</pre>
 *
 * <p>The URL's scheme says how: {@link org.mailshim.SmtpScheme} has them all. After {@code
 * connect()} the session is kept for the next message; {@code connections(8)} has as many at once.
 * {@link org.mailshim.SendOptions} ask for DSN, 8BITMIME, BDAT and a time for all of it.
 *
 * <h2>Reading messages</h2>
 *
 * {@link org.mailshim.MailMessage#parse(java.nio.file.Path)} reads whatever others have written;
 * its parts are streams into the file. A {@link org.mailshim.Pop3Client} fetches them:
 *
 * <pre>{@code
 * try (Pop3Client client = Pop3Client.of("pop3s://bob:secret@pop.example.net")) {
 *   client.fetchAll(each -> System.out.println(each.message().subject()));
 *   client.delete(1);                              // upon close, with QUIT
 * }
 * }</pre>
 *
 * <h2>Watching</h2>
 *
 * Both clients have loggers, events ({@link org.mailshim.ClientEvent}), warnings of what is slow
 * and counters ({@link org.mailshim.UsageInfo}). The Flight Recorder hears of clients, of {@link
 * org.mailshim.MxLookup} and of a {@link org.mailshim.MailServer} by itself: {@code
 * org.mailshim.jfr} has the events; {@code org.mailshim.metrics} is for Micrometer. None of it ever
 * holds a secret.
 *
 * <h2>The way found by the engine</h2>
 *
 * {@link org.mailshim.MxLookup} says who takes mail for a domain. A {@link org.mailshim.MailEngine}
 * sends. Its {@code send} takes an envelope, a route and options, and returns at once with an
 * {@link org.mailshim.OutgoingMail}; the way is looked up and the connection made while the caller
 * writes the message into it:
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
 *
 * <h2>Where the rest is</h2>
 *
 * What is made of other parts is here; each part is in the package of its language, under the name
 * that one would look for, and nothing has two names:
 *
 * <ul>
 *   <li>{@link org.mailshim.smtp.server.SmtpServer} and {@link org.mailshim.pop3.server.Pop3Server}
 *       serve one protocol without the rest of a mail server: hooks and a sink, or maildrops, are
 *       the caller's;
 *   <li>{@link org.mailshim.queue.MailQueue} is the queue, {@link org.mailshim.store.MaildropStore}
 *       the maildrops;
 *   <li>{@link org.mailshim.smtp.client} and {@link org.mailshim.pop3.client} have sessions command
 *       by command;
 *   <li>{@link org.mailshim.address}, {@link org.mailshim.mime}, {@link org.mailshim.smtp}, {@link
 *       org.mailshim.pop3} have the values that all of them take and give;
 *   <li>{@link org.mailshim.authentication} has DKIM, SPF and DMARC, {@link org.mailshim.policy}
 *       who may send what to whom, {@link org.mailshim.retrieval} collection, {@link
 *       org.mailshim.jfr} and {@link org.mailshim.metrics} what is told to observers.
 * </ul>
 */
@org.jspecify.annotations.NullMarked
package org.mailshim;
