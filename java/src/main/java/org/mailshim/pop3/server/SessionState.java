package org.mailshim.pop3.server;

/** The states of RFC 1939 §3. Each type can do what its state may, and nothing else. */
sealed interface SessionState permits Authorization, Transaction, Update {
  /** The state's name in RFC 1939. */
  String text();

  /** The session leaves it, for whatever reason: gives back what it held. */
  void close();
}
