package org.mailshim.pop3.server;

import java.util.ArrayList;
import java.util.List;
import org.mailshim.pop3.Capabilities;
import org.mailshim.pop3.Capability;
import org.mailshim.pop3.Command;
import org.mailshim.sasl.Mechanism;

/** What CAPA tells, in either state (RFC 2449 §5, §6). */
final class Offer {
  private static final String IMPLEMENTATION = "mailshim";

  private Offer() {}

  /** What a client can do before its login. */
  static List<Capability> beforeLogin(Pop3ServerSession session) {
    List<Capability> offer = new ArrayList<>();
    if (session.takesPasswords()) {
      offer.add(Capability.of(Capabilities.USER));
    }
    List<String> mechanisms = new ArrayList<>();
    for (Mechanism mechanism : Authentication.usable(session)) {
      mechanisms.add(mechanism.text());
    }
    if (!mechanisms.isEmpty()) {
      offer.add(new Capability(Capabilities.SASL, mechanisms));
    }
    if (session.canBeginTls()) {
      offer.add(Capability.of(Capabilities.STLS));
    }
    offer.addAll(always(session.options()));
    return offer;
  }

  /** What it can do at any time. */
  static List<Capability> always(ServerOptions options) {
    List<Capability> offer = new ArrayList<>();
    offer.add(Capability.of(Capabilities.TOP));
    offer.add(Capability.of(Capabilities.UIDL));
    offer.add(Capability.of(Capabilities.RESP_CODES));
    offer.add(Capability.of(Capabilities.AUTH_RESP_CODE));
    offer.add(Capability.of(Capabilities.PIPELINING));
    boolean expires = options.expireDays().isPresent();
    String days = expires ? Integer.toString(options.expireDays().getAsInt()) : "NEVER";
    offer.add(Capability.of(Capabilities.EXPIRE, days));
    if (!options.loginPause().isZero()) {
      String seconds = Long.toString(options.loginPause().toSeconds());
      offer.add(Capability.of(Capabilities.LOGIN_DELAY, seconds));
    }
    offer.add(Capability.of(Capabilities.UTF8, "USER"));
    offer.add(Capability.of(Capabilities.LANG));
    offer.add(Capability.of(Capabilities.IMPLEMENTATION, IMPLEMENTATION));
    return offer;
  }

  /** The answer to CAPA. */
  static Answer answer(List<Capability> offer) {
    return new Answer.Listing(
        Responses.CAPABILITIES,
        output -> {
          for (Capability capability : offer) {
            output.text(capability.line());
            output.lineEnd();
          }
        });
  }

  /** The answer to LANG: all texts are in English (RFC 6856 §3). */
  static Answer language(Command.Lang command) {
    if (command.range().isEmpty()) {
      return new Answer.Listing(
          Responses.LANGUAGES,
          output -> {
            output.text("en English");
            output.lineEnd();
          });
    }
    String range = command.range().get();
    boolean english = range.equals("*") || range.equalsIgnoreCase("i-default");
    english |= range.equalsIgnoreCase("en") || range.regionMatches(true, 0, "en-", 0, 3);
    return Answer.line(english ? Responses.LANGUAGE : Responses.NO_LANGUAGE);
  }
}
