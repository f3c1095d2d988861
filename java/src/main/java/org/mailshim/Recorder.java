package org.mailshim;

/**
 * The way from the clients to {@link org.mailshim.jfr}, which is not loaded where the runtime has
 * no Flight Recorder.
 */
final class Recorder {
  private static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private Recorder() {}

  /** Something that takes a while and comes to an end. */
  interface Span {
    /** Nobody is told. */
    Span NONE = (detail, octets, accepted, refused, outcome) -> {};

    /**
     * It is over.
     *
     * @param detail what names it, where there is something
     * @param octets how much it was about
     * @param accepted how much went well
     * @param refused how much did not
     * @param outcome {@code ok}, or why not
     */
    void end(String detail, long octets, int accepted, int refused, String outcome);

    /** It is over, and there is nothing to tell but how. */
    default void end(String outcome) {
      end("", 0, 0, 0, outcome);
    }
  }

  static boolean isAvailable() {
    return AVAILABLE;
  }

  static Span smtpSession(String target) {
    return AVAILABLE ? RecordedSpans.smtpSession(target) : Span.NONE;
  }

  static Span smtpTransaction(String target) {
    return AVAILABLE ? RecordedSpans.smtpTransaction(target) : Span.NONE;
  }

  static Span pop3Session(String target) {
    return AVAILABLE ? RecordedSpans.pop3Session(target) : Span.NONE;
  }

  /** What an outcome is called when something was thrown. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
