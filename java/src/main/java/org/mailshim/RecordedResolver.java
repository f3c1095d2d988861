package org.mailshim;

import java.net.InetAddress;
import org.mailshim.address.AddressFamily;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.ServiceHosts;
import org.mailshim.dns.TextRecords;

/**
 * Records look-ups. Loaded where there is a Flight Recorder.
 *
 * @param other answers them
 */
record RecordedResolver(Resolver other) implements Resolver {
  private static final String OK = "ok";

  @Override
  public MailExchangers mailExchangers(String domain) {
    Recorder.Span span = RecordedSpans.dns(domain, "MX");
    MailExchangers found = other.mailExchangers(domain);
    span.end(found instanceof MailExchangers.Hosts ? OK : found.toString());
    return found;
  }

  @Override
  public HostAddresses addresses(String host, AddressFamily family) {
    Recorder.Span span = RecordedSpans.dns(host, "addresses");
    HostAddresses found = other.addresses(host, family);
    span.end(found instanceof HostAddresses.Found ? OK : found.toString());
    return found;
  }

  @Override
  public HostNames hostNames(InetAddress address) {
    Recorder.Span span = RecordedSpans.dns(address.getHostAddress(), "PTR");
    HostNames found = other.hostNames(address);
    span.end(found instanceof HostNames.Found ? OK : found.toString());
    return found;
  }

  @Override
  public TextRecords texts(String name) {
    Recorder.Span span = RecordedSpans.dns(name, "TXT");
    TextRecords found = other.texts(name);
    span.end(found instanceof TextRecords.Found ? OK : found.toString());
    return found;
  }

  @Override
  public ServiceHosts serviceHosts(String name) {
    Recorder.Span span = RecordedSpans.dns(name, "SRV");
    ServiceHosts found = other.serviceHosts(name);
    span.end(found instanceof ServiceHosts.Found ? OK : found.toString());
    return found;
  }
}
