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
          "<victim@xample.net>");

  private RelayTricks() {}
}
