package org.mailshim.abi.srv;

import org.mailshim.OutgoingMail;

/** A message that a host writes, whichever way it goes. One thread at a time writes and commits. */
interface HostMessage {
  /** Adds octets; they are copied. */
  void write(byte[] octets, int from, int to);

  /**
   * The message is whole.
   *
   * @return whether its listener will hear the end
   */
  boolean commit();

  /**
   * Gives it up: then the listener hears the end, if it has not. Any thread, any number of times.
   */
  void abort();

  /** The size of the message as it is sent. */
  long octets();

  /** A message that is delivered at once. */
  record Direct(OutgoingMail mail) implements HostMessage {
    @Override
    public void write(byte[] octets, int from, int to) {
      mail.write(octets, from, to);
    }

    @Override
    public boolean commit() {
      mail.commit();
      return true;
    }

    @Override
    public void abort() {
      mail.abort();
    }

    @Override
    public long octets() {
      return mail.octets();
    }
  }
}
