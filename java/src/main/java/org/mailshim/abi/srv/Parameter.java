package org.mailshim.abi.srv;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration parameters, one row each: the vendor's name, its type and range, and its
 * default. What each does stands in {@code srv.h}, values are kept by {@link Configuration}.
 */
enum Parameter {
  ASYNC("async", -1, 1, -1),
  SMTP_ADDHDR("smtp_addhdr", 0, 1, 0),
  SMTP_NAME("smtp_name", ""),
  SMTP_DNS("smtp_dns", ""),
  SMTP_NOMX("smtp_nomx", 0, 1, 1),
  CONN_TIMEOUT("conn_timeout", 1, 3600, 300),
  DIALOG_TIMEOUT("dialog_timeout", 1, 3600, 300),
  DATA_TIMEOUT("data_timeout", 1, 7200, 600),
  DNS_TIMEOUT("dns_timeout", 1, 600, 30),
  SMTPTLS("smtptls", 0, 1, 1),
  SMTPONLYTLS("smtponlytls", 0, 1, 0),
  SMTPCHKTLS("smtpchktls", 0, 1, 0),
  SMTP_IMPLICIT_TLS("smtp_implicit_tls", 0, 1, 0),
  TLS_CAFILE("tls_cafile", ""),
  SMTP_OUT("smtp_out", "outbox"),
  QUEUE_DATABASE("queue_database", ""),
  SMTPPROXY("smtpproxy", ""),
  QUEUE_TTL("queue_ttl", 60, 31536000, 86400),
  RETRY_MIN("retry_min", 1, 86400, 60),
  RETRY_MAX("retry_max", 1, 604800, 3600),
  QUEUE_THREADS("queue_threads", 1, 1000, 20),
  SMTP_USER("smtp_user", ""),
  SMTP_PASSW("smtp_passw", ""),
  SMTP_TOKEN("smtp_token", ""),
  AUTH_CLEAR("auth_clear", 0, 1, 0),
  SMTP_PORT("smtp_port", 0, 65535, 25),
  SMTP_SUBMISSION_PORT("smtp_submission_port", 0, 65535, 0),
  SMTPS_PORT("smtps_port", 0, 65535, 0),
  POP_PORT("pop_port", 0, 65535, 110),
  POPS_PORT("pops_port", 0, 65535, 0),
  SMTP_BIND("smtp_bind", ""),
  POP_BIND("pop_bind", ""),
  SMTP_MAX("smtp_max", 0, 10000, 1024),
  POP3_MAX("pop3_max", 0, 10000, 1024),
  POP_TIMEOUT("pop_timeout", 30, 0xFFFFF, 60),
  SMTP_MSG_LIMIT("smtp_msg_limit", 0x1000, Integer.MAX_VALUE, 0x100000),
  MAX_RCPT("max_rcpt", 1, 100000, 1000),
  MAX_ERR("max_err", 1, 10000, 20),
  LOCAL_DOMAINS("local_domains", ""),
  SMTP_RANGE("smtp_range", ""),
  USER("user", true),
  MBOX_DIR("mbox_dir", "mail"),
  AUTH_NEED_TLS("auth_need_tls", -1, 1, -1),
  AUTH_DELAY("auth_delay", 0, 60, 1),
  MAX_AUTH_ERR("max_auth_err", 1, 1000, 5),
  SMTP_TLS("smtp_tls", 0, 1, 1),
  TLS_CERT_FILE("tls_cert_file", ""),
  TLS_KEY_FILE("tls_key_file", ""),
  EXT_ACTIONS("ext_actions", 0, 1, 0),
  POP3_EXT("pop3_ext", true),
  POP3_EXT_PERIOD("pop3_ext_period", 1, 2592000, 600),
  POP3_EXT_KEEP("pop3_ext_keep", -1, 36500, 0);

  private static final Map<String, Parameter> BY_NAME = new HashMap<>();

  static {
    for (Parameter parameter : values()) {
      BY_NAME.put(parameter.key, parameter);
    }
  }

  private final String key;
  private final boolean number;
  private final boolean repeated;
  private final int least;
  private final int most;
  private final int defaultNumber;
  private final String defaultText;

  Parameter(String key, int least, int most, int defaultNumber) {
    this.key = key;
    this.number = true;
    this.repeated = false;
    this.least = least;
    this.most = most;
    this.defaultNumber = defaultNumber;
    this.defaultText = "";
  }

  Parameter(String key, String defaultText) {
    this.key = key;
    this.number = false;
    this.repeated = false;
    this.least = 0;
    this.most = 0;
    this.defaultNumber = 0;
    this.defaultText = defaultText;
  }

  /** A list, to which each text that is set is added. */
  Parameter(String key, boolean repeated) {
    this.key = key;
    this.number = false;
    this.repeated = repeated;
    this.least = 0;
    this.most = 0;
    this.defaultNumber = 0;
    this.defaultText = "";
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

  /** Whether a text that is set is added to those before, on a line of its own. */
  boolean isRepeated() {
    return repeated;
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
}
