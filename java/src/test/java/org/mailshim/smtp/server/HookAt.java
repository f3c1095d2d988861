package org.mailshim.smtp.server;

import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.mailshim.smtp.Reply;

/** Hooks that have a say at one moment, and go on at all others. */
final class HookAt {
  private HookAt() {}

  static ServerHooks connect(Supplier<Decision<ServerOptions>> say) {
    return new ServerHooks() {
      @Override
      public Decision<ServerOptions> connect(SessionFacts session) {
        return say.get();
      }
    };
  }

  static ServerHooks helo(Supplier<Decision<Reply>> say) {
    return new ServerHooks() {
      @Override
      public Decision<Reply> helo(SessionFacts session, String client) {
        return say.get();
      }
    };
  }

  static ServerHooks rcpt(Supplier<Decision<Reply>> say) {
    return new ServerHooks() {
      @Override
      public Decision<Reply> rcpt(
          SessionFacts session, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
        return say.get();
      }
    };
  }

  static ServerHooks dataStart(Supplier<Decision<MailSink>> say) {
    return new ServerHooks() {
      @Override
      public Decision<MailSink> dataStart(SessionFacts session, ReceivedEnvelope envelope) {
        return say.get();
      }
    };
  }

  /**
   * At the end of a message.
   *
   * @param say is given the message's octets
   */
  static ServerHooks messageEnd(LongFunction<Decision<Reply>> say) {
    return new ServerHooks() {
      @Override
      public Decision<Reply> messageEnd(
          SessionFacts session, ReceivedEnvelope envelope, long octets) {
        return say.apply(octets);
      }
    };
  }
}
