/**
 * Mail for programs: write, send, collect, queue and serve it, by SMTP and POP3.
 *
 * <p>Begin with {@link org.mailshim}, whose page shows each task in a few lines: {@link
 * org.mailshim.SmtpClient} and {@link org.mailshim.MailMessage} send, {@link
 * org.mailshim.Pop3Client} fetches, {@link org.mailshim.MailEngine} finds the way by itself, {@link
 * org.mailshim.MailServer} is a whole mail server. The other packages are the parts that these are
 * made of, each with a page of its own, for programs that want one of them alone.
 *
 * <p>Java 22 or newer. The queue's SQLite driver loads native code: {@code
 * --enable-native-access=org.xerial.sqlitejdbc}, or {@code ALL-UNNAMED} on the class path, keeps
 * the JVM from warning of it. C programs reach the same engine through headers of their own; of
 * that nothing is exported here.
 */
module org.mailshim {
  requires static org.jspecify;
  requires org.dnsjava;
  requires com.ongres.saslprep;
  requires org.xerial.sqlitejdbc;
  // Only for NTLM, and only where the runtime has it.
  requires static java.security.sasl;
  // Only for who records events or collects metrics.
  requires static jdk.jfr;
  requires static micrometer.core;

  // Without any export it would not be resolved in a linked runtime, which has no main class.
  exports org.mailshim;
  exports org.mailshim.address;
  exports org.mailshim.authentication;
  exports org.mailshim.database;
  exports org.mailshim.delivery;
  exports org.mailshim.dns;
  exports org.mailshim.filter;
  exports org.mailshim.jfr;
  exports org.mailshim.lists;
  exports org.mailshim.message;
  exports org.mailshim.metrics;
  exports org.mailshim.mime;
  exports org.mailshim.policy;
  exports org.mailshim.pop3;
  exports org.mailshim.pop3.client;
  exports org.mailshim.pop3.server;
  exports org.mailshim.program;
  exports org.mailshim.queue;
  exports org.mailshim.retrieval;
  exports org.mailshim.sasl;
  exports org.mailshim.smtp;
  exports org.mailshim.smtp.client;
  exports org.mailshim.smtp.server;
  exports org.mailshim.store;
  exports org.mailshim.transport;
}
