package org.mailshim.abi;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.PrintableText;

/**
 * What the engine has to say to the host: nothing is printed, everything goes to the host's log
 * callback, if it set one, and to a second sink, if there is one.
 *
 * <p>A line is handed to a callback thread, one at a time and in order; no session waits for the
 * host's logging. While {@value #MOST_WAITING} lines wait, further ones are dropped.
 */
public final class HostLog {
  /** How much a line matters, as the C header numbers it. */
  public enum Level {
    /** Something is broken. */
    ERROR,
    /** Something was refused or done differently from what was asked. */
    WARNING,
    /** What happened to a message. */
    INFO,
    /** Protocol commands and replies, secrets masked. */
    DEBUG;

    /**
     * The level as the C header numbers it.
     *
     * @return 1 for {@link #ERROR} and up
     */
    public int number() {
      return ordinal() + 1;
    }
  }

  /** Receives the lines, on a callback thread, one call at a time. */
  public interface Sink {
    /**
     * Takes one line.
     *
     * @param level how much it matters
     * @param text one line, no controls
     */
    void line(Level level, String text);
  }

  private static final int MOST_WAITING = 1000;

  /** In characters; a stack trace is shorter. */
  private static final int LONGEST = 16 * 1024;

  /** A class of its own: a lambda here would be spun when memory is short, or while booting. */
  private static final class CallbackThread implements SerialLane.Threads {
    @Override
    public void run(CallbackTask lane) {
      GuestThreads.callback(lane);
    }
  }

  /** Level and sink change together. */
  private record Target(Level level, Sink sink) {}

  private static volatile @Nullable Target target;
  private static volatile @Nullable Target second;
  private static final SerialLane LANE = new SerialLane(new CallbackThread(), MOST_WAITING);

  private HostLog() {}

  /**
   * Sets or replaces the sink.
   *
   * @param level the least important level that it wants
   * @param sink the sink
   */
  public static void to(Level level, Sink sink) {
    target = new Target(level, sink);
  }

  /**
   * Sets or replaces the second sink, which gets the lines too.
   *
   * @param level the least important level that it wants
   * @param sink the sink
   */
  public static void alsoTo(Level level, Sink sink) {
    second = new Target(level, sink);
  }

  /** Ends the second sink; a line that is on its way may still arrive. */
  public static void alsoOff() {
    second = null;
  }

  /** Stops logging; a line that is on its way may still arrive. */
  public static void off() {
    target = null;
  }

  /**
   * Whether a line of this level would be delivered, for callers whose text is costly.
   *
   * @param level the level
   * @return true if somebody listens
   */
  public static boolean wants(Level level) {
    return wants(target, level) || wants(second, level);
  }

  private static boolean wants(@Nullable Target current, Level level) {
    return current != null && level.compareTo(current.level) <= 0;
  }

  /**
   * Logs one line. What cannot be shown in one is escaped: names and values come from outside.
   *
   * @param level how much it matters
   * @param text the line; no secrets
   */
  public static void log(Level level, String text) {
    log(target, level, text);
    log(second, level, text);
  }

  private static void log(@Nullable Target current, Level level, String text) {
    if (current == null || !wants(current, level)) {
      return;
    }
    LANE.add(() -> deliver(current.sink, level, text));
  }

  private static void deliver(Sink sink, Level level, String text) {
    try {
      sink.line(level, PrintableText.of(text, LONGEST));
    } catch (Throwable thrown) {
      // A line about a line that could not be logged could not be logged either.
    }
  }

  /**
   * Logs a bug of ours, with its stack. Never throws: whoever calls it is handling something thrown
   * already, and what there is no memory to describe goes unlogged.
   *
   * @param doing what was being done
   * @param thrown what was thrown
   */
  public static void internal(String doing, Throwable thrown) {
    if (!wants(Level.ERROR)) {
      return;
    }
    try {
      log(Level.ERROR, "while " + doing + ": " + stackOf(thrown));
    } catch (Throwable nested) {
      // Said above.
    }
  }

  /** A stack trace in one line. */
  private static String stackOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString().replace('\n', '|').replace('\t', ' ');
  }
}
