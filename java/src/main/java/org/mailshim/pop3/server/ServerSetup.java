package org.mailshim.pop3.server;

import java.security.SecureRandom;
import java.time.Duration;
import org.mailshim.store.MaildropStore;
import org.mailshim.transport.Deadline;

/**
 * All that a session is made of beside its connection. One object serves all sessions; it remembers
 * when each maildrop was opened last. Immutable otherwise, for any thread.
 */
public final class ServerSetup {
  /** Holds a session up; tests give their own. */
  public interface Pause {
    /**
     * Returns after so long, or early when the thread is interrupted, which it is still then.
     *
     * @param time how long
     */
    void pause(Duration time);
  }

  private final ServerOptions options;
  private final MaildropStore store;
  private final ServerHooks hooks;
  private final ServerObserver observer;
  private final SecureRandom random;
  private final Deadline.Ticker ticker;
  private final Pause pause;
  private final LoginTimes loginTimes;

  /**
   * Puts it together.
   *
   * @param options what the server is told
   * @param store where the maildrops are
   * @param hooks where the site has its say
   * @param observer hears what happens
   * @param random for identifiers, time stamps and SASL's nonces
   * @param ticker for time-outs
   * @param pause for delays
   */
  public ServerSetup(
      ServerOptions options,
      MaildropStore store,
      ServerHooks hooks,
      ServerObserver observer,
      SecureRandom random,
      Deadline.Ticker ticker,
      Pause pause) {
    this.options = options;
    this.store = store;
    this.hooks = hooks;
    this.observer = observer;
    this.random = random;
    this.ticker = ticker;
    this.pause = pause;
    this.loginTimes = new LoginTimes(options.loginPause(), ticker);
  }

  /**
   * With the system's clock, no hooks and no observer.
   *
   * @param options what the server is told
   * @param store where the maildrops are
   * @return the setup
   */
  public static ServerSetup of(ServerOptions options, MaildropStore store) {
    return new ServerSetup(
        options,
        store,
        ServerHooks.NONE,
        ServerObserver.NONE,
        new SecureRandom(),
        System::nanoTime,
        ServerSetup::sleep);
  }

  /**
   * This with hooks.
   *
   * @param other where the site has its say
   * @return the setup
   */
  public ServerSetup withHooks(ServerHooks other) {
    return new ServerSetup(options, store, other, observer, random, ticker, pause);
  }

  /**
   * This with an observer.
   *
   * @param other hears what happens
   * @return the setup
   */
  public ServerSetup withObserver(ServerObserver other) {
    return new ServerSetup(options, store, hooks, other, random, ticker, pause);
  }

  /**
   * This with another sense of time.
   *
   * @param otherTicker for time-outs
   * @param otherPause for delays
   * @return the setup
   */
  public ServerSetup withTime(Deadline.Ticker otherTicker, Pause otherPause) {
    return new ServerSetup(options, store, hooks, observer, random, otherTicker, otherPause);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ServerOptions options() {
    return options;
  }

  MaildropStore store() {
    return store;
  }

  ServerHooks hooks() {
    return hooks;
  }

  ServerObserver observer() {
    return observer;
  }

  SecureRandom random() {
    return random;
  }

  Deadline.Ticker ticker() {
    return ticker;
  }

  Pause pause() {
    return pause;
  }

  LoginTimes loginTimes() {
    return loginTimes;
  }
}
