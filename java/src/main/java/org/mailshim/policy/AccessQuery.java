package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;

/**
 * What an {@link AccessList} may want to know of a client and its mail. What costs a look-up is
 * asked for only where a list has a line that needs it. All names are in lower case.
 */
public interface AccessQuery {
  /** The client's address. */
  InetAddress address();

  /** The name by which the client has introduced itself; empty when it has not. */
  String helo();

  /** The reverse-path without brackets, {@code <>} when it is null. */
  String reversePath();

  /** The forward-path without brackets, {@code postmaster} when it is bare. */
  String recipient();

  /**
   * The names of the client's address that lead back to it (RFC 8601 §2.7.3: {@code iprev}); a
   * look-up.
   */
  List<String> hostNames();

  /** Whether the name by which the client has introduced itself leads to its address; a look-up. */
  boolean isHeloTrue();

  /** Whether the client's address is on a DNS list; a look-up. */
  boolean isListed(String zone);
}
