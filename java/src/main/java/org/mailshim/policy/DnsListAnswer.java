package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;

/** What a DNS list says about an address. Immutable. */
public sealed interface DnsListAnswer {
  /**
   * The address is on the list.
   *
   * @param answers the answers that count, at least one
   * @param reason what the list says about it (its TXT record), printable; perhaps empty
   */
  record Listed(List<InetAddress> answers, String reason) implements DnsListAnswer {
    /** Copies the answers. */
    public Listed {
      answers = List.copyOf(answers);
    }
  }

  /** The address is not on the list. */
  record NotListed() implements DnsListAnswer {}

  /**
   * The list did not answer, or with what is no answer; mail goes on as if the address were not on
   * it.
   *
   * @param reason for a person, one printable line
   */
  record Failed(String reason) implements DnsListAnswer {}
}
