package org.mailshim;

import org.mailshim.delivery.QueueObserver;
import org.mailshim.dns.Resolver;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.smtp.server.ServerObserver;

/**
 * Tells the JDK's Flight Recorder what servers, queue and resolvers do: each method gives what it
 * is given, and events of {@link org.mailshim.jfr} besides. Clients and a {@link MailServer} tell
 * theirs without being asked; this is for parts that a program has put together by itself.
 *
 * <pre>{@code
 * ServerSetup.of(options, sink).withObserver(FlightRecording.of(ServerObserver.NONE))
 * new Deliverer(routing, settings, FlightRecording.of(resolver), dialer, concurrency, clock)
 * }</pre>
 *
 * <p>What records already is given back as it is, and so is everything where the runtime has no
 * module {@code jdk.jfr}. Stateless.
 */
public final class FlightRecording {
  private FlightRecording() {}

  /**
   * Records attempts to deliver what is in a queue.
   *
   * @param other hears of them as before
   * @return both
   */
  public static QueueObserver of(QueueObserver other) {
    boolean records = !Recorder.isAvailable() || other instanceof RecordedQueue;
    return records ? other : new RecordedQueue(other);
  }

  /**
   * Records look-ups.
   *
   * @param other answers them
   * @return both
   */
  public static Resolver of(Resolver other) {
    boolean records = !Recorder.isAvailable() || other instanceof RecordedResolver;
    return records ? other : new RecordedResolver(other);
  }

  /**
   * Records sessions and messages of an SMTP server.
   *
   * @param other hears of them as before
   * @return both
   */
  public static ServerObserver of(ServerObserver other) {
    boolean records = !Recorder.isAvailable() || other instanceof RecordedSmtpServer;
    return records ? other : new RecordedSmtpServer(other, new RecordedSessions("SMTP"));
  }

  /**
   * Records sessions and deletions of a POP3 server.
   *
   * @param other hears of them as before
   * @return both
   */
  public static org.mailshim.pop3.server.ServerObserver of(
      org.mailshim.pop3.server.ServerObserver other) {
    boolean records = !Recorder.isAvailable() || other instanceof RecordedPop3Server;
    return records ? other : new RecordedPop3Server(other, new RecordedSessions("POP3"));
  }

  /**
   * Records collections from other POP3 servers.
   *
   * @param other hears of them as before
   * @return both
   */
  public static CollectionObserver of(CollectionObserver other) {
    boolean records = !Recorder.isAvailable() || other instanceof RecordedCollection;
    return records ? other : new RecordedCollection(other);
  }
}
