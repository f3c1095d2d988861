package org.mailshim.pop3.server;

import org.mailshim.pop3.ApopTimestamp;
import org.mailshim.sasl.Secret;

/** How a client tries to log in, for a hook that has its own table of users. */
public sealed interface LoginAttempt {
  /**
   * As whom.
   *
   * @return the name as the client gave it
   */
  String user();

  /**
   * With USER and PASS.
   *
   * @param user the name
   * @param password valid during the call only
   */
  record Password(String user, Secret password) implements LoginAttempt {}

  /**
   * With APOP.
   *
   * @param user the name
   * @param timestamp the greeting's time stamp
   * @param digest what the client made of it, 32 hexadecimal digits
   */
  record Apop(String user, ApopTimestamp timestamp, String digest) implements LoginAttempt {
    @Override
    public String toString() {
      return "Apop[user=" + user + ", timestamp=" + timestamp.text() + ", (secret)]";
    }
  }

  /**
   * With a SASL mechanism, which has found the client to be who it says already.
   *
   * @param user the authorization identity
   * @param mechanism the mechanism's name
   */
  record Proven(String user, String mechanism) implements LoginAttempt {}
}
