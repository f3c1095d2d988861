package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.mailshim.address.DomainName;
import org.mailshim.smtp.server.SessionFacts;

/** What access lists want to know of a client in a session, and of a recipient. One thread. */
record ClientQuery(
    ClientSession client,
    SessionFacts session,
    String reversePath,
    String recipient,
    ClientNames names,
    DnsLists dnsLists)
    implements AccessQuery {
  @Override
  public InetAddress address() {
    return client.address();
  }

  @Override
  public String helo() {
    return session.hello().name().orElse("").toLowerCase(Locale.ROOT);
  }

  @Override
  public List<String> hostNames() {
    return client.hostNames(names);
  }

  @Override
  public boolean isHeloTrue() {
    return names.leadsTo(helo(), client.address());
  }

  @Override
  public boolean isListed(String zone) {
    var answer = dnsLists.check(client.address(), new DomainName(zone));
    return answer instanceof DnsListAnswer.Listed;
  }

  /** A path as lists have it: without its brackets, but for the null reverse-path. */
  static String text(String path) {
    String bare = path.equals("<>") ? path : path.substring(1, path.length() - 1);
    return bare.toLowerCase(Locale.ROOT);
  }
}
