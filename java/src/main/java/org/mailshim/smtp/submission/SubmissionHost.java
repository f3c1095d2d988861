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

  /** The name of this machine, for EHLO. */
  String nodeName();

  /** The time now. */
  long seconds();

  /** Date and time as a header field has it (RFC 5322 §3.3), in the process's time zone. */
  String date(long seconds);

  /** The left half of a Message-ID: different each time, on this machine. */
  String uniqueName();
}
