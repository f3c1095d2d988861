package org.mailshim.delivery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.PrintableText;
import org.mailshim.dns.HostAddresses;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TransportException;

/**
 * Finds the addresses of one host, when its turn comes: in the DNS those of a mail exchanger, as
 * this machine's own resolver says those of a smart host. Notices when one of them is ours. For one
 * thread.
 */
final class HostLookup {
  private static final int LONGEST_NAME = 255;

  private final Context context;

  HostLookup(Context context) {
    this.context = context;
  }

  List<Endpoint> of(Host.Literal literal) {
    return List.of(endpoint(literal.name(), literal.address()));
  }

  /** As a mail exchanger: who is ours would send the mail here again. */
  private Endpoint endpoint(String host, InetAddress address) {
    int port = context.settings().mailExchangerPort();
    if (context.settings().own().listensAt(address, port)) {
      throw new HostFailedException(loop(host, Verdict.CONNECTING), true);
    }
    return new Endpoint(host, address, port);
  }

  /** What to say of mail that would come back to this host for ever. */
  static Verdict loop(String host, String stage) {
    String sentence = "mail loops back to this host, which " + host + " is, and is not local here";
    return Verdict.never(Cause.NAME, 554, 4, 6, sentence, stage);
  }

  List<Endpoint> of(Host.Smart server) {
    try {
      Deadline deadline = Deadline.after(context.settings().connectTimeout());
      return context
          .dialer()
          .towards(server.direction())
          .endpoints(
              server.name(),
              server.port(),
              context.settings().addressFamily(),
              deadline.earlier(context.deadline()),
              context.cancellation());
    } catch (TransportException e) {
      throw new HostFailedException(Verdict.of(e), false);
    }
  }

  List<Endpoint> of(Host.Exchanger exchanger) {
    String host = exchanger.name();
    String stage = "looking up the address of " + host;
    return switch (addresses(host)) {
      case HostAddresses.Found found -> {
        String name = PrintableText.of(host, LONGEST_NAME);
        List<Endpoint> endpoints = new ArrayList<>(found.addresses().size());
        for (InetAddress address : found.addresses()) {
          endpoints.add(endpoint(name, address));
        }
        yield endpoints;
      }
      case HostAddresses.None none ->
          throw new HostFailedException(
              Verdict.never(Cause.NAME, 4, 4, host + " has no address", stage), false);
      case HostAddresses.TemporaryFailure failure ->
          throw new HostFailedException(
              Verdict.later(Cause.NAME, 4, 3, failure.reason(), stage), false);
    };
  }

  private HostAddresses addresses(String host) {
    InterruptOnCancel interrupting = new InterruptOnCancel(context.cancellation());
    try {
      return context.resolver().addresses(host, context.settings().addressFamily());
    } finally {
      interrupting.end();
    }
  }
}
