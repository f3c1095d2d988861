package org.mailshim.abi.esmtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.DomainName;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.ServiceHost;
import org.mailshim.dns.ServiceHosts;
import org.mailshim.smtp.submission.Discovery;
import org.mailshim.smtp.submission.Fault;
import org.mailshim.smtp.submission.SubmissionHost.Discovered;
import org.mailshim.smtp.submission.SubmissionHost.Named;

/**
 * Asks the DNS who serves a domain. Apart from {@link HostSystem}, so that a program that names its
 * servers does not load what asks; what was answered is kept for all sessions of the process.
 *
 * <p>The system's name servers are asked, or those of dnsjava's property {@code dns.server}.
 */
final class DomainServers {
  private static final DnsResolver RESOLVER =
      new DnsResolver(DnsSettings.DEFAULT, new Random(), new DnsClients());

  private static final String SMTP_PORT = "25";

  private DomainServers() {}

  static Discovered find(String domain, Discovery how) {
    String name;
    try {
      name = DomainName.parse(domain).ascii();
    } catch (AddressSyntaxException e) {
      return none("no domain name: " + e.getMessage());
    }
    return switch (how) {
      case SUBMISSIONS -> service("_submissions._tcp." + name);
      case SUBMISSION -> service("_submission._tcp." + name);
      case MX -> exchangers(name);
    };
  }

  private static Discovered service(String name) {
    return switch (RESOLVER.serviceHosts(name)) {
      case ServiceHosts.Found found -> {
        List<Named> servers = new ArrayList<>();
        for (ServiceHost each : found.hosts()) {
          servers.add(new Named(each.host(), Integer.toString(each.port())));
        }
        yield new Discovered(servers, Fault.NONE, "");
      }
      case ServiceHosts.NotOffered none -> none("the DNS says that there is no " + name);
      case ServiceHosts.None none -> none("there are no SRV records of " + name);
      case ServiceHosts.TemporaryFailure failure -> later(failure.reason());
    };
  }

  private static Discovered exchangers(String domain) {
    return switch (RESOLVER.mailExchangers(domain)) {
      case MailExchangers.Hosts found -> {
        List<Named> servers = new ArrayList<>();
        for (MailExchanger each : found.hosts()) {
          servers.add(new Named(each.host(), SMTP_PORT));
        }
        yield new Discovered(servers, Fault.NONE, "");
      }
      case MailExchangers.NullMx none -> none(domain + " takes no mail (null MX)");
      case MailExchangers.NoSuchDomain none -> none("there is no domain " + domain);
      case MailExchangers.NoMailExchanger none -> none(domain + " has no mail exchanger");
      case MailExchangers.TemporaryFailure failure -> later(failure.reason());
    };
  }

  private static Discovered none(String reason) {
    return new Discovered(List.of(), Fault.NO_NAME, reason);
  }

  private static Discovered later(String reason) {
    return new Discovered(List.of(), Fault.TRY_AGAIN, reason);
  }
}
