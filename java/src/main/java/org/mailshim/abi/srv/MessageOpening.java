package org.mailshim.abi.srv;

import org.mailshim.address.Envelope;
import org.mailshim.delivery.Route;

/**
 * How the message behind a {@link ClientStream} is begun, and begun again when the host changes the
 * way that it is sent. Any thread.
 */
sealed interface MessageOpening {
  /** From whom to whom. */
  Envelope envelope();

  /**
   * Begins.
   *
   * @param listener hears what becomes of it
   * @param configuration what is configured for this message
   */
  HostMessage open(MessageListener listener, Configuration configuration);

  /** Whether the server is shown credentials. */
  boolean authenticates(Configuration configuration);

  /**
   * A message that is sent while the host writes it.
   *
   * @param route to a smart host, or to the recipients' own servers
   */
  record Immediate(Envelope envelope, Route route) implements MessageOpening {
    @Override
    public HostMessage open(MessageListener listener, Configuration configuration) {
      return SrvEngine.send(envelope, route, configuration, listener);
    }

    @Override
    public boolean authenticates(Configuration configuration) {
      return route instanceof Route.SmartHost && hasCredentials(configuration);
    }
  }

  /**
   * A message that the queue sends, when it is whole.
   *
   * @param isHeard whether the host wants to hear what becomes of it
   */
  record Queued(Envelope envelope, SrvQueue queue, boolean isHeard) implements MessageOpening {
    @Override
    public HostMessage open(MessageListener listener, Configuration configuration) {
      return queue.open(envelope, listener, isHeard);
    }

    @Override
    public boolean authenticates(Configuration configuration) {
      return !configuration.text(Parameter.SMTPPROXY).isEmpty() && hasCredentials(configuration);
    }
  }

  private static boolean hasCredentials(Configuration configuration) {
    return !configuration.text(Parameter.SMTP_USER).isEmpty();
  }
}
