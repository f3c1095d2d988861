package org.mailshim.pop3.client;

/** Where in a session something happens, for messages and time-outs. */
public enum Stage {
  /** Waiting for the server's first words. */
  GREETING("waiting for the greeting"),
  /** CAPA. */
  CAPA("sending CAPA"),
  /** STLS. */
  STLS("sending STLS"),
  /** The TLS handshake. */
  TLS("starting TLS"),
  /** AUTH and its challenges. */
  AUTH("sending AUTH"),
  /** APOP. */
  APOP("sending APOP"),
  /** USER. */
  USER("sending USER"),
  /** PASS. */
  PASS("sending PASS"),
  /** STAT. */
  STAT("sending STAT"),
  /** LIST. */
  LIST("sending LIST"),
  /** UIDL. */
  UIDL("sending UIDL"),
  /** RETR, and the message. */
  RETR("sending RETR"),
  /** TOP, and what it shows. */
  TOP("sending TOP"),
  /** DELE. */
  DELE("sending DELE"),
  /** RSET. */
  RSET("sending RSET"),
  /** NOOP. */
  NOOP("sending NOOP"),
  /** QUIT, and what the server deletes. */
  QUIT("sending QUIT");

  private final String phrase;

  Stage(String phrase) {
    this.phrase = phrase;
  }

  /**
   * What is being done, to follow "while".
   *
   * @return a phrase such as {@code sending RETR}
   */
  public String phrase() {
    return phrase;
  }
}
