package org.mailshim.sasl;

/** What a server does next in an authentication. Values; immutable but for the array. */
public sealed interface Step {
  /**
   * Send a challenge, and give its answer to {@link ServerMechanism#respond}.
   *
   * @param data the challenge, of no octets when the client is only to speak; the session's to keep
   */
  record Challenge(byte[] data) implements Step {
    @Override
    public String toString() {
      return "Challenge[" + data.length + " octets]";
    }
  }

  /**
   * The client is who it says.
   *
   * @param authenticationIdentity whose credentials it has shown; for ANONYMOUS the trace
   * @param authorizationIdentity who it acts as, mostly the same
   */
  record Success(String authenticationIdentity, String authorizationIdentity) implements Step {}

  /**
   * It is not, or that could not be found out.
   *
   * @param reason what was wrong, for the server's log; not for the client, whom it would tell
   *     which users there are
   * @param temporary true when the user directory could not be asked (reply 454 4.7.0); false for
   *     wrong credentials and malformed messages (535 5.7.8)
   */
  record Failure(String reason, boolean temporary) implements Step {}
}
