package org.mailshim.smtp.submission;

import java.net.InetSocketAddress;
import java.util.List;

/** What a submission needs of the process that it runs in. */
public interface SubmissionHost {
  /**
   * Where a server is.
   *
   * @param canonicalName its name as the resolver has it; empty when unknown
   * @param addresses in the order in which to try them
   * @param fault not 0: why there are none
   */
  record Whereabouts(String canonicalName, List<InetSocketAddress> addresses, int fault) {}

  /** Looks a server up. */
  Whereabouts find(String host, String service);

  /**
   * A server that a domain names.
   *
   * @param host its name
   * @param service its port, by number or name
   */
  record Named(String host, String service) {}

  /**
   * What a domain says about its servers.
   *
   * @param servers in the order in which to try them
   * @param fault not 0: why there are none; {@link Fault#TRY_AGAIN} when that is not even known
   * @param reason the same in words; empty when there are some
   */
  record Discovered(List<Named> servers, int fault, String reason) {}

  /** Asks the DNS for the servers of a domain. */
  Discovered discover(String domain, Discovery how);

  /** The name of this machine, for EHLO. */
  String nodeName();

  /** The time now. */
  long seconds();

  /** Date and time as a header field has it (RFC 5322 §3.3), in the process's time zone. */
  String date(long seconds);

  /** The left half of a Message-ID: different each time, on this machine. */
  String uniqueName();
}
