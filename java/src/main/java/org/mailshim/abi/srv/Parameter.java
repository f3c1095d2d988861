package org.mailshim.abi.srv;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration parameters, one row each: the vendor's name, its type and range, its default,
 * and what it does. Values are kept by {@link Configuration}.
 */
enum Parameter {
  ASYNC(
      "async",
      -1,
      1,
      -1,
      "0: SRVEndOfMsg waits; 1: it returns at once; -1: it waits without a callback"),
  SMTP_ADDHDR("smtp_addhdr", 0, 1, 0, "add missing Date, Message-ID, From and To header fields"),
  SMTP_NAME("smtp_name", "", "own host name, for EHLO; needed for direct delivery"),
  SMTP_DNS(
      "smtp_dns", "", "name servers, host or host:port, separated by spaces; empty: the system's"),
  SMTP_NOMX(
      "smtp_nomx", 0, 1, 1, "a domain without MX gets its mail at its own address (RFC 5321 5.1)"),
  CONN_TIMEOUT("conn_timeout", 1, 3600, 300, "seconds for a connection and its greeting"),
  DIALOG_TIMEOUT("dialog_timeout", 1, 3600, 300, "seconds for the reply to a command"),
  DATA_TIMEOUT("data_timeout", 1, 7200, 600, "seconds for a block of data, and for the last reply"),
  DNS_TIMEOUT("dns_timeout", 1, 600, 30, "seconds for a name to be looked up");

  private static final Map<String, Parameter> BY_NAME = new HashMap<>();

  static {
    for (Parameter parameter : values()) {
      BY_NAME.put(parameter.key, parameter);
    }
  }

  private final String key;
  private final boolean number;
  private final int least;
  private final int most;
  private final int defaultNumber;
  private final String defaultText;
  private final String effect;

  Parameter(String key, int least, int most, int defaultNumber, String effect) {
    this.key = key;
    this.number = true;
    this.least = least;
    this.most = most;
    this.defaultNumber = defaultNumber;
    this.defaultText = "";
    this.effect = effect;
  }

  Parameter(String key, String defaultText, String effect) {
    this.key = key;
    this.number = false;
    this.least = 0;
    this.most = 0;
    this.defaultNumber = 0;
    this.defaultText = defaultText;
    this.effect = effect;
  }

  /** The row of a name, or null when there is none. */
  static @Nullable Parameter named(String key) {
    return BY_NAME.get(key);
  }

  String key() {
    return key;
  }

  boolean isNumber() {
    return number;
  }

  int least() {
    return least;
  }

  int most() {
    return most;
  }

  int defaultNumber() {
    return defaultNumber;
  }

  String defaultText() {
    return defaultText;
  }

  String effect() {
    return effect;
  }
}
