/**
 * One SMTP/POP3 engine, used from Java directly and from C through the surfaces in {@code
 * org.mailshim.abi}.
 *
 * <p>Exported are the engine and the packages of values that its methods take and return. At least
 * one export is needed for another reason too: only a module that exports something is resolved in
 * a linked runtime that has no main class.
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
