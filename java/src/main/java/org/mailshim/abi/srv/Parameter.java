package org.mailshim.abi.srv;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration parameters, one row each: the vendor's name, what kind of value it has, its
 * range and default, and when a change of it counts. The comment of a row says what it does.
 *
 * <p>This is the only table of them. {@code make generate} writes it into {@code srv.h} and {@code
 * docs/srv-parameters.md}, values are kept by {@link Configuration}, and {@link ConfigurationFile}
 * reads and writes them by these rows.
 */
enum Parameter {
  /**
   * 0: {@code SRVEndOfMsg} waits; 1: it returns at once; -1: it waits when there is no callback.
   */
  ASYNC("async", Effect.MESSAGE, -1, 1, -1),
  /** Tell the callback of the further states, too. */
  EXT_STATES("ext_states", Effect.MESSAGE, 0, 1, 0),
  /** Add Date, Message-ID, From and To where they are missing. */
  SMTP_ADDHDR("smtp_addhdr", Effect.MESSAGE, 0, 1, 0),
  /** This host's own name, for EHLO and in notices; direct delivery needs it. */
  SMTP_NAME("smtp_name", Effect.MESSAGE, Kind.HOST_NAME, ""),
  /** Name servers, address or address:port; empty: the system's. */
  SMTP_DNS("smtp_dns", Effect.MESSAGE, Kind.LIST, ""),
  /** A domain without MX gets its mail at its own address. */
  SMTP_NOMX("smtp_nomx", Effect.MESSAGE, 0, 1, 1),
  /** Mail exchangers of a domain that are tried at most; 16 connections in any case. */
  MX_MAX("mx_max", Effect.MESSAGE, 1, 32, 16),
  /** Seconds for a connection, and for its greeting. */
  CONN_TIMEOUT("conn_timeout", Effect.MESSAGE, 1, 3600, 300),
  /** Seconds for the reply to a command. */
  DIALOG_TIMEOUT("dialog_timeout", Effect.MESSAGE, 1, 3600, 300),
  /** Seconds for a block of the message, and for the last reply. */
  DATA_TIMEOUT("data_timeout", Effect.MESSAGE, 1, 7200, 600),
  /** Seconds for the mail exchangers of a domain to be looked up. */
  DNS_TIMEOUT("dns_timeout", Effect.MESSAGE, 1, 600, 30),
  /** Ask name servers over TCP only. */
  DNS_TCP("dns_tcp", Effect.MESSAGE, 0, 1, 0),
  /**
   * Encrypt where a server offers STARTTLS; where that fails, send in clear unless smtpchktls is 1.
   */
  SMTPTLS("smtptls", Effect.MESSAGE, 0, 1, 1),
  /** Send to servers with STARTTLS only. */
  SMTPONLYTLS("smtponlytls", Effect.MESSAGE, 0, 1, 0),
  /** Encrypt only for servers whose certificate is valid and theirs. */
  SMTPCHKTLS("smtpchktls", Effect.MESSAGE, 0, 1, 0),
  /** Whom to believe certificates, a file in PEM; empty: the authorities of the system. */
  TLS_CAFILE("tls_cafile", Effect.MESSAGE, Kind.FILE, ""),
  /** The same as a directory of PEM files, when tls_cafile is empty. */
  TLS_CAPATH("tls_capath", Effect.MESSAGE, Kind.DIRECTORY, ""),
  /** To the server of {@code SRVInitSendMsgSMTP}, encrypt from the first octet, as on port 465. */
  SMTP_IMPLICIT_TLS("smtp_implicit_tls", Effect.MESSAGE, 0, 1, 0),
  /** Whom to authenticate as at the server of {@code SRVInitSendMsgSMTP}; empty: nobody. */
  SMTP_USER("smtp_user", Effect.MESSAGE, Kind.NAME, ""),
  /** The password for it. */
  SMTP_PASSW("smtp_passw", Effect.MESSAGE, Kind.SECRET, ""),
  /** An OAuth 2.0 token, used in place of the password. */
  SMTP_TOKEN("smtp_token", Effect.MESSAGE, Kind.SECRET, ""),
  /**
   * The mechanisms that may be used for it, such as {@code SCRAM-SHA-256 PLAIN}; empty: all. The
   * strongest comes first, whatever their order.
   */
  SMTP_AUTH("smtp_auth", Effect.MESSAGE, Kind.LIST, ""),
  /** Show a password or token on a connection without TLS, too. */
  AUTH_CLEAR("auth_clear", Effect.MESSAGE, 0, 1, 0),
  /** The address of this machine to connect from; empty: the system chooses. */
  SMTP_SRC_IP("smtp_src_ip", Effect.MESSAGE, Kind.NAME, ""),
  /** A proxy to connect through, where ever_upproxy or proxy_type says so; empty: none. */
  UPPROXY("upproxy", Effect.MESSAGE, Kind.HOST_NAME, ""),
  /** Its port. */
  UPPROXY_PORT("upproxy_port", Effect.MESSAGE, 1, 65535, 3128),
  /** {@code user:password} for it; SOCKS 4 takes the user only. */
  UP_USER("up_user", Effect.MESSAGE, Kind.SECRET, ""),
  /** Use the proxy for mail, too: the vendor's configuration names one of web pages so. */
  EVER_UPPROXY("ever_upproxy", Effect.MESSAGE, 0, 1, 0),
  /** Who is connected to without the proxy: domains, addresses, networks, or {@code *}. */
  NOUPHOSTS("nouphosts", Effect.MESSAGE, Kind.LIST, ""),
  /**
   * {@code http}, {@code socks4}, {@code socks5} or {@code none}; for one direction after it {@code
   * direct=}, {@code smarthost=} or {@code pop3=} and a kind. It says that the proxy is for mail,
   * whatever ever_upproxy does; empty: {@code http}.
   */
  PROXY_TYPE("proxy_type", Effect.MESSAGE, Kind.LIST, ""),

  /** Where the queue of {@code SRVInitSendMsgBackgaund} lies; made if needed. */
  SMTP_OUT("smtp_out", Effect.QUEUE, Kind.DIRECTORY, "outbox"),
  /**
   * A PostgreSQL database that has that queue in place of a file, so that hosts may share it:
   * {@code jdbc:postgresql://host/database?user=name&password=word} with {@code
   * &currentSchema=name} for tables in a schema of their own, and whatever else PostgreSQL's JDBC
   * driver knows, as {@code &sslmode=verify-full}; percent-encoded.
   */
  QUEUE_DATABASE("queue_database", Effect.QUEUE, Kind.URL, ""),
  /** Seconds after which a message of the queue is given up. */
  QUEUE_TTL("queue_ttl", Effect.QUEUE, 60, 31536000, 86400),
  /** Seconds to its second attempt; each further wait is twice as long. */
  RETRY_MIN("retry_min", Effect.QUEUE, 1, 86400, 60),
  /** Seconds, the longest of these waits. */
  RETRY_MAX("retry_max", Effect.QUEUE, 1, 604800, 3600),
  /** Messages of the queue that are sent at once. */
  QUEUE_THREADS("queue_threads", Effect.QUEUE, 1, 1000, 20),
  /** Where a message is kept whose sender cannot be told that it failed; empty: nowhere. */
  SMTP_ERR("smtp_err", Effect.QUEUE, Kind.DIRECTORY, ""),

  /** The server, host:port, that mail of the queue goes by; empty: straight to the recipients'. */
  SMTPPROXY("smtpproxy", Effect.REQUEST, Kind.HOST, ""),

  /**
   * Where {@code SetSMTPServer} listens; 0: the system chooses, and its choice stands here then.
   */
  SMTP_PORT("smtp_port", Effect.PORT, 0, 65535, 25),
  /** Where it listens too, for users, who have to authenticate; 0: nowhere. */
  SMTP_SUBMISSION_PORT("smtp_submission_port", Effect.PORT, 0, 65535, 0),
  /** The same, encrypted from the first octet; 0: nowhere. */
  SMTPS_PORT("smtps_port", Effect.PORT, 0, 65535, 0),
  /** Where {@code SetPOP3Server} listens; 0 as for smtp_port. */
  POP_PORT("pop_port", Effect.PORT, 0, 65535, 110),
  /** Where it listens too, encrypted from the first octet; 0: nowhere. */
  POPS_PORT("pops_port", Effect.PORT, 0, 65535, 0),
  /** The IP addresses at which SMTP is served; empty: all. */
  SMTP_BIND("smtp_bind", Effect.PORT, Kind.LIST, ""),
  /** The IP addresses at which POP3 is served; empty: all. */
  POP_BIND("pop_bind", Effect.PORT, Kind.LIST, ""),
  /** Serve SMTP at IPv6 addresses, too, where smtp_bind is empty. */
  SMTPIPV6("smtpipv6", Effect.PORT, 0, 1, 1),
  /** Serve POP3 at IPv6 addresses, too, where pop_bind is empty. */
  POPIPV6("popipv6", Effect.PORT, 0, 1, 1),
  /** SMTP sessions at once at a port; 0: as many as there may be. */
  SMTP_MAX("smtp_max", Effect.PORT, 0, 10000, 1024),
  /** POP3 sessions at once at a port; 0: as many as there may be. */
  POP3_MAX("pop3_max", Effect.PORT, 0, 10000, 1024),
  /**
   * Proxies that begin each SMTP connection with a PROXY header (HAProxy's protocol), which is
   * believed and required of them.
   */
  PROXY_RANGE("proxy_range", Effect.PORT, Kind.LIST, ""),
  /** Offer encryption, if there is a certificate. */
  SMTP_TLS("smtp_tls", Effect.PORT, 0, 1, 1),
  /**
   * Certificate of the servers, and those that vouch for it, in PEM. All ports have the same: it
   * stands from the first that opens to the last that closes.
   */
  TLS_CERT_FILE("tls_cert_file", Effect.PORT, Kind.FILE, ""),
  /** Its private key; empty: in the same file. */
  TLS_KEY_FILE("tls_key_file", Effect.PORT, Kind.FILE, ""),

  /** Seconds that an SMTP or POP3 client may be silent. */
  POP_TIMEOUT("pop_timeout", Effect.SESSION, 30, 0xFFFFF, 60),
  /** Octets of a message. */
  SMTP_MSG_LIMIT("smtp_msg_limit", Effect.SESSION, 0x1000, Integer.MAX_VALUE, 0x100000),
  /** Recipients of a message. */
  MAX_RCPT("max_rcpt", Effect.SESSION, 1, 100000, 1000),
  /** Errors after which a client is sent away. */
  MAX_ERR("max_err", Effect.SESSION, 1, 10000, 20),
  /** 1: passwords only on encrypted connections; -1: so where there is a certificate. */
  AUTH_NEED_TLS("auth_need_tls", Effect.SESSION, -1, 1, -1),
  /** Seconds that a wrong password costs at POP3; twice as long each time. */
  AUTH_DELAY("auth_delay", Effect.SESSION, 0, 60, 1),
  /** Wrong passwords after which a client is sent away. */
  MAX_AUTH_ERR("max_auth_err", Effect.SESSION, 1, 1000, 5),
  /**
   * Addresses from which mail is taken to anywhere, as {@code 192.0.2.0/24} or {@code
   * 192.0.2.1-192.0.2.9}.
   */
  SMTP_RANGE("smtp_range", Effect.POLICY, Kind.LIST, ""),
  /** The same for IPv6. */
  SMTP6_RANGE("smtp6_range", Effect.POLICY, Kind.LIST, ""),
  /** Addresses that no mail is taken from. */
  SMTP_DENY("smtp_deny", Effect.POLICY, Kind.LIST, ""),
  /** The same for IPv6. */
  SMTP6_DENY("smtp6_deny", Effect.POLICY, Kind.LIST, ""),
  /** Addresses from which POP3 is served; empty: all. */
  POP_RANGE("pop_range", Effect.POLICY, Kind.LIST, ""),
  /** The same for IPv6. */
  POP6_RANGE("pop6_range", Effect.POLICY, Kind.LIST, ""),
  /** Addresses to which POP3 is not served. */
  POP_DENY("pop_deny", Effect.POLICY, Kind.LIST, ""),
  /** The same for IPv6. */
  POP6_DENY("pop6_deny", Effect.POLICY, Kind.LIST, ""),
  /** Who has logged in by POP3 may send from the same address for 10 minutes (POP-before-SMTP). */
  SMTP_POP_IP("smtp_pop_ip", Effect.POLICY, 0, 1, 0),
  /** Who has authenticated sends as himself: the sender is the user at a local domain. */
  SMTP_AUTHSAME("smtp_authsame", Effect.POLICY, 0, 1, 0),
  /** 0: who may send by its address sends from a local domain; 1: as anybody. */
  SMTP_ANY("smtp_any", Effect.POLICY, 0, 1, 1),
  /** The sender's domain must take mail: have an MX or an address. */
  CHECKMX("checkmx", Effect.POLICY, 0, 1, 0),
  /**
   * 0: strangers must not use a local domain as their sender's, unless a good list has them; 1:
   * they may, since so comes what users of this host wrote and others forward.
   */
  UNCHECKIP("uncheckip", Effect.POLICY, 0, 1, 1),
  /** KB that one address may send in smtp_ltime; 0: no limit. */
  SMTP_IP_LIMIT("smtp_ip_limit", Effect.POLICY, 0, 900_000_000, 0),
  /** KB that one network may send in smtp_ltime; 0: no limit. */
  SMTP_NET_LIMIT("smtp_net_limit", Effect.POLICY, 0, 900_000_000, 0),
  /** KB that all together may send in smtp_ltime; 0: no limit. */
  SMTP_LIMIT("smtp_limit", Effect.POLICY, 0, 900_000_000, 0),
  /** Messages that one address may send in smtp_ltime; 0: no limit. */
  SMTP_MSG_RATE("smtp_msg_rate", Effect.POLICY, 0, 900_000_000, 0),
  /** Recipients that one address may name in smtp_ltime; 0: no limit. */
  SMTP_RCPT_RATE("smtp_rcpt_rate", Effect.POLICY, 0, 900_000_000, 0),
  /** Messages that one user may send in smtp_ltime; 0: no limit. */
  SMTP_USER_RATE("smtp_user_rate", Effect.POLICY, 0, 900_000_000, 0),
  /** Seconds that these limits are for. */
  SMTP_LTIME("smtp_ltime", Effect.POLICY, 1, 31536000, 3600),
  /** These limits are not for the addresses of smtp_range. */
  NOLIMITUS("nolimitus", Effect.POLICY, 0, 1, 0),
  /** Who is let in whatever the other lists say; a file with one entry on each line. */
  GOODLIST("goodlist", Effect.POLICY, Kind.FILE, ""),
  /** Whose mail is refused; such a file. */
  BADLIST("badlist", Effect.POLICY, Kind.FILE, ""),
  /** Whose mail is taken at the second try only; such a file. */
  GRAYLIST("graylist", Effect.POLICY, Kind.FILE, ""),
  /** Entries of a bad list, separated by spaces. */
  BLACKLIST("blacklist", Effect.POLICY, Kind.LIST, ""),
  /**
   * A condition for which mail is refused, as one of a list: {@code $hello=localhost &&
   * !$checkhello}.
   */
  ANTISPAM("antispam", Effect.POLICY, Kind.TEXT, ""),
  /**
   * Users have lists of their own, too: files goodlist, badlist and graylist in the directory of
   * their name below mbox_dir.
   */
  CHKLISTS("chklists", Effect.POLICY, 0, 1, 0),
  /** What is said to those on a bad list; empty: a text of ours. */
  MSGSPAM("msgspam", Effect.POLICY, Kind.TEXT, ""),
  /** Seconds until the second try of somebody on a gray list is taken. */
  GRAY_DELAY("gray_delay", Effect.POLICY, 0, 86400, 30),
  /** Seconds that a gray second try may take to come. */
  GRAY_TTL("gray_ttl", Effect.POLICY, 60, 31536000, 172800),
  /** Treat all strangers as if they were on a gray list. */
  GRAY_ALL("gray_all", Effect.POLICY, 0, 1, 0),
  /** Do not treat a mail exchanger of the sender's own domain so, gray list or not. */
  MXIGNBL("mxignbl", Effect.POLICY, 0, 1, 0),
  /** Addresses that nobody writes to but who collects addresses: a trap. */
  FAKE("fake", Effect.POLICY, Kind.LIST, ""),
  /** Seconds that who has written to a trap is sent away. */
  SPAM_TIME("spam_time", Effect.POLICY, 0, 31536000, 3600),
  /** DNS lists that speak against clients, such as {@code zen.example}. */
  DNSBL("dnsbl", Effect.POLICY, Kind.LIST, ""),
  /** DNS lists that speak for clients, whatever the others say. */
  DNSWL("dnswl", Effect.POLICY, Kind.LIST, ""),
  /**
   * What happens to clients on a list: 554 or 421 for their recipients, {@code connect} for 554 in
   * place of the greeting, {@code tag} for a header field X-DNS-Listed.
   */
  DNSBL_ACTION("dnsbl_action", Effect.POLICY, Kind.TEXT, "554"),
  /** The sum of the lists' weights from which on it happens; 0: one list is enough. */
  DNSBL_SCORE("dnsbl_score", Effect.POLICY, 0, 1000000, 0),
  /** Seconds for all lists together; a list that takes longer has nothing to say. */
  DNSBL_TIMEOUT("dnsbl_timeout", Effect.POLICY, 1, 60, 5),

  /** Where a copy is kept of each message of the queue that a server has taken; empty: nowhere. */
  SMTP_SENT("smtp_sent", Effect.REQUEST, Kind.DIRECTORY, ""),
  /** Days after which such copies are deleted; 0: never. */
  SENT_TIME("sent_time", Effect.REQUEST, 0, 0x6000, 0),

  /** Domains whose mail ends here, beside smtp_name. */
  LOCAL_DOMAINS("local_domains", Effect.REQUEST, Kind.LIST, ""),
  /**
   * {@code name;password;home;flags}: set again, it adds a user, or changes the one of that name;
   * NULL: no more users. Flag P: by POP3, S: by SMTP, none: both. Mail lies in home/Maildir, or
   * below mbox_dir.
   */
  USER("user", Effect.REQUEST, Kind.LINES, ""),
  /** Where users have their mail who have no home. */
  MBOX_DIR("mbox_dir", Effect.REQUEST, Kind.DIRECTORY, "mail"),
  /**
   * Users have forward files of this name in their directories below mbox_dir: addresses, a
   * backslash and the user for a copy that stays, and |program where fwdrun allows it; 1 for {@code
   * .forward}; empty or 0: none.
   */
  FORWARD("forward", Effect.REQUEST, Kind.NAME, ""),
  /** Forward files may name programs, which are run without a shell. */
  FWDRUN("fwdrun", Effect.REQUEST, 0, 1, 0),
  /** Seconds that such a program may run, or one of antivirus and spamfltr. */
  RUN_TIMEOUT("run_timeout", Effect.REQUEST, 1, 3600, 60),
  /**
   * {@code name;members_file;flags}: set again, it adds a mailing list; NULL: none. Flags: A
   * anybody posts, O only owners and moderators, M all is moderated, R strangers are refused, D
   * dropped, S people subscribe themselves, F From is rewritten, N no VERP; further fields are
   * {@code owner=}, {@code moderator=}, {@code description=}, {@code size=}, {@code bounces=},
   * {@code archive=} and {@code unsubscribe=}.
   */
  MAILLIST("maillist", Effect.REQUEST, Kind.LINES, ""),
  /**
   * What looks at each received message for viruses: {@code clamd:host:port}, {@code
   * clamd:/socket}, or a program and its arguments, which gets the message as its input; exit
   * status 0 accepts, 1 and 77 refuse, 75 defers.
   */
  ANTIVIRUS("antivirus", Effect.REQUEST, Kind.TEXT, ""),
  /**
   * What looks for spam: {@code spamd:host:port}, {@code spamd:/socket}, or a program as for
   * antivirus, of which 1 tags the message.
   */
  SPAMFLTR("spamfltr", Effect.REQUEST, Kind.TEXT, ""),
  /** Ask SPF (RFC 7208) about strangers; 1: write the result into the message; 2: refuse, too. */
  SPF("spf", Effect.REQUEST, 0, 2, 0),
  /** The same with signatures of DKIM (RFC 6376). */
  DKIM("dkim", Effect.REQUEST, 0, 2, 0),
  /** The same with DMARC (RFC 9989), which looks at SPF and DKIM by itself. */
  DMARC("dmarc", Effect.REQUEST, 0, 2, 0),
  /**
   * The private key, in PEM, that signs (DKIM) what users submit, and mail of {@code
   * SRVInitSendMsgBackgaund}; empty: nothing is signed.
   */
  DKIM_KEY("dkim_key", Effect.REQUEST, Kind.FILE, ""),
  /** Its selector. */
  DKIM_SEL("dkim_sel", Effect.REQUEST, Kind.NAME, ""),
  /** The domain that it signs for, with those below; empty: smtp_name. */
  DKIM_DOMAIN("dkim_domain", Effect.REQUEST, Kind.HOST_NAME, ""),
  /** Ask the callback about the further actions, too. */
  EXT_ACTIONS("ext_actions", Effect.REQUEST, 0, 1, 0),
  /** Callbacks of messages, and of the log, that run at once; those of servers are 256 at most. */
  CALLBACK_THREADS("callback_threads", Effect.REQUEST, 1, 256, 4),
  /** A file that gets the log, too, beside whom {@code SRVSetLog} has set; empty: none. */
  LOG("log", Effect.REQUEST, Kind.FILE, ""),
  /** What goes into it: 1 errors, 2 warnings too, 3 what happens, 4 all. */
  DETAIL("detail", Effect.REQUEST, 1, 4, 2),

  /**
   * {@code host;port;user;password;local user;flags}: set again, it adds a mailbox; NULL: none.
   * Flag tls: encrypted from the first octet, stls: by STLS, clear: not at all; none: tls at port
   * 995, else stls. A local user with an @ gets his mail by the queue.
   */
  POP3_EXT("pop3_ext", Effect.COLLECTION, Kind.LINES, ""),
  /** Seconds from one collection to the next. */
  POP3_EXT_PERIOD("pop3_ext_period", Effect.COLLECTION, 1, 2592000, 600),
  /** Days that collected mail stays on its server; -1: for ever. */
  POP3_EXT_KEEP("pop3_ext_keep", Effect.COLLECTION, -1, 36500, 0),

  /** How maildrops are kept; only {@code maildir} is. */
  MBOX_FORMAT("mbox_format", Effect.NOTHING, Kind.TEXT, "maildir"),
  /**
   * A message that is too large is read to its end and then refused, always: a client that is cut
   * off in the middle sends it again.
   */
  SMTP_NOBREAK("smtp_nobreak", Effect.NOTHING, 0, 1, 1),
  /** The queue tells senders of failures, always: who relies on mail has to know. */
  BOUNCE("bounce", Effect.NOTHING, 0, 1, 1),
  /** Secrets are never logged. */
  DELPWD("delpwd", Effect.NOTHING, 0, 1, 1),
  /** Return paths are looked at by checkmx and spf only: nobody's server is asked for its users. */
  NOCHECKBACK("nocheckback", Effect.NOTHING, 0, 1, 1),
  /** There are no virtual hosts here; local_domains names the domains. */
  VHALIAS("vhalias", Effect.NOTHING, 0, 1, 0),
  /**
   * Reports of delivery are asked for by the envelope (RFC 3461); what a header field asks for
   * would be sent to whoever is forged there.
   */
  SMTP_CONFORM("smtp_conform", Effect.NOTHING, 0, 1, 0),
  /** TLS is Java's; no library is loaded for it. */
  TLS_LIB("tls_lib", Effect.NOTHING, Kind.FILE, ""),
  /**
   * The cipher suites are those of the Java runtime, which has no such words; TLS 1.2 and later.
   */
  TLS_PRIORITY("tls_priority", Effect.NOTHING, Kind.TEXT, ""),
  /** A login through to another POP3 server would make this one an open proxy; see pop3_ext. */
  POP3_PROXY("pop3_proxy", Effect.NOTHING, 0, 1, 0),
  /** No pause between messages: queue_threads limits how many are sent at once. */
  TIME_BTW("time_btw", Effect.NOTHING, 0, 1024, 0),
  /** DANE is not done by this version: answers of the DNS are not validated here. */
  DANE("dane", Effect.NOTHING, 0, 1, 0),
  /**
   * MTA-STS is not done by this version; smtponlytls and smtpchktls ask the same of all servers.
   */
  MTASTS("mtasts", Effect.NOTHING, 0, 1, 0);

  /** What kind of text a value is. */
  enum Kind {
    /** None. */
    NUMBER,
    /** Words for somebody to read. */
    TEXT,
    /** One word. */
    NAME,
    /** A domain name. */
    HOST_NAME,
    /** A host name or address, with a port behind a colon perhaps. */
    HOST,
    /** A URL. */
    URL,
    /** Several words, separated by spaces, commas or semicolons. */
    LIST,
    /** The name of a file. */
    FILE,
    /** The name of a directory. */
    DIRECTORY,
    /** A password, or as good as one. */
    SECRET,
    /** Each text that is set is added, on a line of its own. */
    LINES
  }

  /** When a change counts. */
  enum Effect {
    /** For messages: the values that stand when {@code SRVInitSendMsg...} is called. */
    MESSAGE,
    /** For the queue: the values that stand when the first call that needs it opens it. */
    QUEUE,
    /** For servers: the values that stand when a port opens. */
    PORT,
    /** For servers: a change counts from the next session on. */
    SESSION,
    /**
     * For servers, who may do what: a change counts from the next session on. What cannot be read
     * is refused when it is set.
     */
    POLICY,
    /** For the queue, servers and callbacks: a change counts at once. */
    REQUEST,
    /** For collecting: the values that stand when {@code SetPOP3Collector} is called. */
    COLLECTION,
    /**
     * Known, so that configurations made for the original are read, but only their defaults can be
     * honoured: another value is kept, logged as a warning, and {@code MAILSHIM_E_UNSUPPORTED}.
     */
    NOTHING
  }

  private static final Map<String, Parameter> BY_NAME = new HashMap<>(512);

  static {
    for (Parameter parameter : values()) {
      BY_NAME.put(parameter.key, parameter);
    }
  }

  private final String key;
  private final Effect effect;
  private final Kind kind;
  private final int least;
  private final int most;
  private final int defaultNumber;
  private final String defaultText;

  Parameter(String key, Effect effect, int least, int most, int defaultNumber) {
    this.key = key;
    this.effect = effect;
    this.kind = Kind.NUMBER;
    this.least = least;
    this.most = most;
    this.defaultNumber = defaultNumber;
    this.defaultText = "";
  }

  Parameter(String key, Effect effect, Kind kind, String defaultText) {
    this.key = key;
    this.effect = effect;
    this.kind = kind;
    this.least = 0;
    this.most = 0;
    this.defaultNumber = 0;
    this.defaultText = defaultText;
  }

  /** The row of a name, or null when there is none. */
  static @Nullable Parameter named(String key) {
    return BY_NAME.get(key);
  }

  String key() {
    return key;
  }

  Effect effect() {
    return effect;
  }

  Kind kind() {
    return kind;
  }

  boolean isNumber() {
    return kind == Kind.NUMBER;
  }

  /** Whether a text that is set is added to those before, on a line of its own. */
  boolean isRepeated() {
    return kind == Kind.LINES;
  }

  int least() {
    return least;
  }

  int most() {
    return most;
  }

  /** Whether a number is in the range. */
  boolean allows(int value) {
    return value >= least && value <= most;
  }

  int defaultNumber() {
    return defaultNumber;
  }

  String defaultText() {
    return defaultText;
  }
}
