package org.mailshim.smtp.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.mailshim.transport.Deadline;

/**
 * All that a session is made of beside its connection. One object serves all sessions.
 *
 * @param options what the server is told
 * @param sink where mail goes
 * @param hooks where the site has its say
 * @param observer hears what happens
 * @param clock for the Received, Date and similar fields
 * @param random for identifiers, which are no secrets; used by several threads at once
 * @param secureRandom for the nonces of SASL mechanisms; used by several threads at once
 * @param ticker for time-outs
 * @param pause for delays
 */
public record ServerSetup(
    ServerOptions options,
    MailSink sink,
    ServerHooks hooks,
    ServerObserver observer,
    Clock clock,
    RandomGenerator random,
    SecureRandom secureRandom,
    Deadline.Ticker ticker,
    Pause pause) {
  /** Holds a session up; tests give their own. */
  public interface Pause {
    /** Returns after so long, or early when the thread is interrupted, which it is still then. */
    void pause(Duration time);
  }

  /** With the system's clock in its zone, no hooks and no observer. */
  public static ServerSetup of(ServerOptions options, MailSink sink) {
    return new ServerSetup(
        options,
        sink,
        ServerHooks.NONE,
        ServerObserver.NONE,
        Clock.systemDefaultZone(),
        new Random(),
        new SecureRandom(),
        System::nanoTime,
        ServerSetup::sleep);
  }

  /** This with hooks. */
  public ServerSetup withHooks(ServerHooks other) {
    return new ServerSetup(
        options, sink, other, observer, clock, random, secureRandom, ticker, pause);
  }

  /** This with an observer. */
  public ServerSetup withObserver(ServerObserver other) {
    return new ServerSetup(options, sink, hooks, other, clock, random, secureRandom, ticker, pause);
  }

  /** This with another clock and other randomness for identifiers. */
  public ServerSetup withClock(Clock otherClock, RandomGenerator otherRandom) {
    return new ServerSetup(
        options, sink, hooks, observer, otherClock, otherRandom, secureRandom, ticker, pause);
  }

  /** This with other randomness for nonces. */
  public ServerSetup withSecureRandom(SecureRandom other) {
    return new ServerSetup(options, sink, hooks, observer, clock, random, other, ticker, pause);
  }

  /** This with another sense of time. */
  public ServerSetup withTime(Deadline.Ticker otherTicker, Pause otherPause) {
    return new ServerSetup(
        options, sink, hooks, observer, clock, random, secureRandom, otherTicker, otherPause);
  }

  /** Whether sessions wait for nothing but their clients, most of the time. */
  boolean isPrompt() {
    return hooks.isPrompt() && observer.isPrompt() && options.relay().isPrompt() && sink.isPrompt();
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
