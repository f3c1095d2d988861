package org.mailshim;

import org.mailshim.jfr.DnsLookupEvent;
import org.mailshim.jfr.Pop3SessionEvent;
import org.mailshim.jfr.SmtpSessionEvent;
import org.mailshim.jfr.SmtpTransactionEvent;

/** Spans that become events of the Flight Recorder. Loaded where there is one. */
final class RecordedSpans {
  private RecordedSpans() {}

  static Recorder.Span smtpSession(String target) {
    var event = new SmtpSessionEvent();
    event.begin();
    return (detail, octets, accepted, refused, outcome) -> {
      event.target = target;
      event.encrypted = detail.equals("encrypted");
      event.outcome = outcome;
      event.commit();
    };
  }

  static Recorder.Span smtpTransaction(String target) {
    var event = new SmtpTransactionEvent();
    event.begin();
    return (detail, octets, accepted, refused, outcome) -> {
      event.target = target;
      event.messageId = detail;
      event.octets = octets;
      event.accepted = accepted;
      event.refused = refused;
      event.outcome = outcome;
      event.commit();
    };
  }

  static Recorder.Span pop3Session(String target) {
    var event = new Pop3SessionEvent();
    event.begin();
    return (detail, octets, accepted, refused, outcome) -> {
      event.target = target;
      event.outcome = outcome;
      event.commit();
    };
  }

  static Recorder.Span dns(String name, String question) {
    var event = new DnsLookupEvent();
    event.begin();
    return (detail, octets, accepted, refused, outcome) -> {
      event.name = name;
      event.question = question;
      event.outcome = outcome;
      event.commit();
    };
  }
}
