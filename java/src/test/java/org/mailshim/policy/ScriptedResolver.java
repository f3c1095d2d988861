package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.mailshim.address.AddressFamily;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.TextRecords;

/** A resolver that knows what it was told, notes what it is asked, and can be silent. */
final class ScriptedResolver implements Resolver {
  final FixedResolver known = new FixedResolver();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Set<String> silentZones = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);

  /** Names that end so are answered only after {@link #release}. */
  void silence(String zone) {
    silentZones.add(zone);
  }

  /** Answers what is still waited for. */
  void release() {
    released.countDown();
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  private void note(String question) {
    asked.add(question);
    for (String zone : silentZones) {
      if (question.endsWith(zone)) {
        try {
          released.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @Override
  public MailExchangers mailExchangers(String domain) {
    note("MX " + domain);
    return known.mailExchangers(domain);
  }

  @Override
  public HostAddresses addresses(String host, AddressFamily family) {
    note(host);
    return known.addresses(host, family);
  }

  @Override
  public HostNames hostNames(InetAddress address) {
    note("PTR " + address.getHostAddress());
    return known.hostNames(address);
  }

  @Override
  public TextRecords texts(String name) {
    asked.add("TXT " + name);
    return known.texts(name);
  }
}
