package org.mailshim.policy;

import java.util.List;

/** What relay testers say to a server that is mx.example.net at 127.0.0.1, for example.net. */
public final class RelayTricks {
  /** Reverse-paths that servers have taken for a reason to relay. */
  public static final List<String> SENDERS =
      List.of(
          "<eve@example.com>",
          "<>",
          "<bob@example.net>",
          "<bob@[127.0.0.1]>",
          "<bob@localhost>",
          "<bob@mx.example.net>",
          "<postmaster@example.net>");

  /** Forward-paths that lead to victim@example.org, if somebody follows them. */
  public static final List<String> RECIPIENTS =
      List.of(
          "<victim@example.org>",
          "victim@example.org",
          "<\"victim@example.org\">",
          "<\"victim%example.org\">",
          "<victim%example.org>",
          "<victim%example.org@example.net>",
          "<victim%example.org@[127.0.0.1]>",
          "<victim%example.org@mx.example.net>",
          "<\"victim@example.org\"@example.net>",
          "<\"victim%example.org\"@example.net>",
          "<\"victim@example.org\"@[127.0.0.1]>",
          "<victim@example.org@example.net>",
          "<victim@example.org@[127.0.0.1]>",
          "<@example.net:victim@example.org>",
          "<@[127.0.0.1]:victim@example.org>",
          "<@mx.example.net,@example.net:victim@example.org>",
          "<@example.net:victim%example.org@example.net>",
          "<example.org!victim>",
          "<example.org!victim@example.net>",
          "<example.net!example.org!victim@example.net>",
          "<example.org!victim@[127.0.0.1]>",
          "<victim@example.org:25>",
          "<victim@[192.0.2.1]>",
          "<victim@[IPv6:2001:db8::1]>",
          "<victim@192.0.2.1>",
          "<victim@[3221225985]>",
          "<victim@127.0.0.1>",
          "<victim@localhost>",
          "<victim@sub.example.net>",
          "<victim@example.net.example.org>",
          "<victim@example.net.>",
          "<victim@.example.net>",
          "<victim@xample.net>",
          "<victim%example.org%example.com@example.net>",
          "<victim@example.org%example.net>",
          "<\"victim\\@example.org\"@example.net>",
          "<\"@example.org:victim\"@example.net>",
          "<\"example.org!victim\"@example.net>",
          "<@example.net:example.org!victim>",
          "<@example.net:@example.org:victim@example.com>",
          "<@:victim@example.org>",
          "<:victim@example.org>",
          "<@example.net:>",
          "<victim@example.org(@example.net)>",
          "<victim@example.org;@example.net>",
          "<victim@example.org @example.net>",
          "<victim@example.org\t@example.net>",
          "<bob@example.net>,<victim@example.org>",
          "<bob@example.net> <victim@example.org>",
          "<bob@example.net>victim@example.org",
          "<<victim@example.org>>",
          "<mailto:victim@example.org>",
          "<smtp:victim@example.org>",
          "<victim@EXAMPLE.ORG.>",
          "<victim@example.net..>",
          "<victim@example..net>",
          "<victim@>",
          "<victim@@example.net>",
          "<@>",
          "<victim@[127.1]>",
          "<victim@[0x7f.0.0.1]>",
          "<victim@[::ffff:127.0.0.1]>",
          "<victim@[IPv6:::ffff:127.0.0.1]>",
          "<victim@[IPv6:::1]>",
          "<victim@[127.0.0.1]@example.net>",
          "<victim@[example.net]>",
          "<victim@#127.0.0.1>",
          "<victim@2130706433>",
          "<victim@xn--example-.net>");

  /** Domains that look like ours, or become ours if somebody tidies them up, and the sign @ too. */
  public static final List<String> LOOKALIKES =
      List.of(
          "<victim@\u0435xample.net>", // Cyrillic
          "<victim@ex\u0430mple.net>",
          "<victim@\uff45xample.net>", // full width
          "<victim@example\u3002net>", // an ideographic full stop
          "<victim@example\uff0enet>",
          "<victim@exam\u00adple.net>", // a soft hyphen
          "<victim@example\u200b.net>", // no width
          "<victim@\u202eten.elpmaxe>", // from right to left
          "<victim@example.net\u0307>", // a dot above
          "<victim\uff20example.org@example.net>",
          "<victim\ufe6bexample.org@example.net>",
          "<victim\uff05example.org@example.net>",
          "<victim\u0000@example.net>");

  private RelayTricks() {}
}
