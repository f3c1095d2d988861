package org.mailshim.smtp.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.EhloReply.Extension;
import org.mailshim.smtp.FutureRelease;
import org.mailshim.smtp.Limits;
import org.mailshim.smtp.XclientAttribute;
import org.mailshim.transport.AddressRange;

/** What the reply to EHLO offers: the options, as far as this session can have them. */
final class Offer {
  /** Limits cannot be told with more than six digits (RFC 9422 §3). */
  private static final int LARGEST_LIMIT = 999_999;

  private Offer() {}

  /** The extensions for this session, as it is now. */
  static Set<EhloKeyword> keywords(SmtpServerSession session) {
    Set<EhloKeyword> offered = EnumSet.noneOf(EhloKeyword.class);
    for (EhloKeyword keyword : session.options().keywords()) {
      if (isPossible(keyword, session)) {
        offered.add(keyword);
      }
    }
    return offered;
  }

  private static boolean isPossible(EhloKeyword keyword, SmtpServerSession session) {
    ServerOptions options = session.options();
    SessionFacts facts = session.facts();
    return switch (keyword) {
      case STARTTLS -> options.tls().isPresent() && !facts.isEncrypted();
      case AUTH -> !facts.isAuthenticated() && !mechanisms(session).isEmpty();
      case REQUIRETLS -> facts.isEncrypted() && isHonoured(keyword, session);
      case FUTURERELEASE -> options.mode() == ServerMode.SUBMISSION && isHonoured(keyword, session);
      case BINARYMIME ->
          options.keywords().contains(EhloKeyword.CHUNKING) && isHonoured(keyword, session);
      case DSN, DELIVERBY, MT_PRIORITY -> isHonoured(keyword, session);
      case XCLIENT -> isTrusted(session);
      case EIGHTBITMIME,
          CHUNKING,
          ENHANCEDSTATUSCODES,
          ETRN,
          EXPN,
          HELP,
          LIMITS,
          PIPELINING,
          SIZE,
          SMTPUTF8,
          VRFY ->
          true;
    };
  }

  private static boolean isHonoured(EhloKeyword keyword, SmtpServerSession session) {
    return session.setup().sink().honours().contains(keyword);
  }

  /** Whether the client itself, not whom it speaks for, may use XCLIENT. */
  static boolean isTrusted(SmtpServerSession session) {
    return AddressRange.contain(session.options().trusted().xclient(), session.connectedAddress());
  }

  /** The SASL mechanisms for this session, as it is now. */
  static List<Mechanism> mechanisms(SmtpServerSession session) {
    if (session.options().authentication().isEmpty()) {
      return List.of();
    }
    ServerAuthentication authentication = session.options().authentication().get();
    if (!session.facts().isEncrypted() && !authentication.inClear()) {
      return List.of();
    }
    return Authentication.usable(authentication, session);
  }

  /** The reply to EHLO or LHLO. */
  static EhloReply reply(SmtpServerSession session, Set<EhloKeyword> offered) {
    List<Extension> extensions = new ArrayList<>();
    for (EhloKeyword keyword : offered) {
      extensions.add(extension(keyword, session));
    }
    return new EhloReply(session.options().name().ascii(), "", extensions);
  }

  private static Extension extension(EhloKeyword keyword, SmtpServerSession session) {
    ServerLimits limits = session.options().limits();
    return switch (keyword) {
      case SIZE ->
          Extension.size(
              limits.message().octets() == Long.MAX_VALUE ? 0 : limits.message().octets());
      case AUTH -> Extension.of(keyword, names(mechanisms(session)));
      case LIMITS ->
          Extension.limits(
              new Limits(
                  limit(limits.session().transactions()),
                  limit(limits.message().recipients()),
                  OptionalInt.empty()));
      case FUTURERELEASE -> futureRelease(session, limits.longestHold());
      case XCLIENT -> Extension.xclient(EnumSet.allOf(XclientAttribute.Name.class));
      default -> Extension.of(keyword);
    };
  }

  private static Extension futureRelease(SmtpServerSession session, Duration longest) {
    Instant latest = session.setup().clock().instant().plus(longest);
    return Extension.futureRelease(
        new FutureRelease.Limits(
            longest.toSeconds(), Instant.ofEpochSecond(latest.getEpochSecond())));
  }

  private static OptionalInt limit(int number) {
    return number > LARGEST_LIMIT ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static List<String> names(List<Mechanism> mechanisms) {
    List<String> names = new ArrayList<>(mechanisms.size());
    for (Mechanism mechanism : mechanisms) {
      names.add(mechanism.text());
    }
    return names;
  }
}
