package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.ReversePath;
import org.mailshim.smtp.Reply;

/**
 * What a policy has found out about the client of one session: each look-up is made once. A session
 * whose client turns out to be somebody else (XCLIENT) gets another one. One session, one thread.
 */
final class ClientSession {
  private final InetAddress address;
  private @Nullable Optional<Reply> admission;
  private @Nullable DnsListReport dnsLists;
  private @Nullable List<String> hostNames;
  private ReversePath checkedPath = ReversePath.NULL;
  private SenderDomains.Verdict senderDomain = SenderDomains.Verdict.GOOD;
  private boolean trapped;

  ClientSession(InetAddress address) {
    this.address = address;
  }

  InetAddress address() {
    return address;
  }

  /** Whether the client is let in at all: empty, or why not. */
  Optional<Reply> admission(Supplier<Optional<Reply>> find) {
    Optional<Reply> known = admission;
    if (known == null) {
      known = find.get();
      admission = known;
    }
    return known;
  }

  DnsListReport dnsLists(DnsLists lists) {
    DnsListReport known = dnsLists;
    if (known == null) {
      known = lists.report(address);
      dnsLists = known;
    }
    return known;
  }

  List<String> hostNames(ClientNames names) {
    List<String> known = hostNames;
    if (known == null) {
      known = names.of(address);
      hostNames = known;
    }
    return known;
  }

  SenderDomains.Verdict senderDomain(ReversePath path, SenderDomains domains) {
    if (!path.equals(checkedPath)) {
      senderDomain = domains.check(path);
      checkedPath = path;
    }
    return senderDomain;
  }

  /** The client has written to a trap. */
  void trap(Reply reply) {
    trapped = true;
    admission = Optional.of(reply);
  }

  boolean isTrapped() {
    return trapped;
  }
}
