package org.mailshim.policy;

import java.net.InetAddress;
import java.util.List;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.DomainName;

/**
 * One DNS list and what it is used for (RFC 5782). Immutable, for any thread.
 *
 * @param zone where it is, {@code zen.example}
 * @param action what follows from being on it
 * @param weight what it adds to the score; negative for one that speaks for its entries
 * @param answers which answers count, within 127.0.0.0/8; empty for all. 127.255.255.0/24 never
 *     counts: by it lists say that they do not answer whoever asks
 */
public record DnsList(
    DomainName zone, DnsListAction action, int weight, List<AddressSpan> answers) {
  private static final AddressSpan LISTED = AddressSpan.parse("127.0.0.0/8");
  private static final AddressSpan ERRORS = AddressSpan.parse("127.255.255.0/24");

  /** Copies the answers. */
  public DnsList {
    answers = List.copyOf(answers);
  }

  /** A list whose every answer counts, with weight 1. */
  public static DnsList of(String zone, DnsListAction action) {
    return new DnsList(DomainName.parse(zone), action, 1, List.of());
  }

  /**
   * Reads a list as configurations have it.
   *
   * @param text the zone; then, perhaps, {@code =} and the answers that count, with commas between;
   *     then, perhaps, {@code *} and the weight: {@code
   *     zen.example=127.0.0.2-127.0.0.11,127.0.0.20*3}
   * @throws IllegalArgumentException when it is none
   */
  public static DnsList parse(String text, DnsListAction action) {
    int star = text.lastIndexOf('*');
    String rest = star < 0 ? text : text.substring(0, star);
    int equals = rest.indexOf('=');
    if (equals == rest.length() - 1) {
      throw new IllegalArgumentException("no DNS list: " + text);
    }
    try {
      return new DnsList(
          DomainName.parse(equals < 0 ? rest : rest.substring(0, equals)),
          action,
          star < 0 ? 1 : Integer.parseInt(text, star + 1, text.length(), 10),
          equals < 0 ? List.of() : AddressSpan.parseAll(rest.substring(equals + 1)));
    } catch (AddressSyntaxException | NumberFormatException e) {
      throw new IllegalArgumentException("no DNS list: " + text, e);
    }
  }

  /** Whether an answer means that the address is on the list. */
  boolean counts(InetAddress answer) {
    return LISTED.contains(answer)
        && !isError(answer)
        && (answers.isEmpty() || AddressSpan.contain(answers, answer));
  }

  /** Whether an answer means that the list does not serve us. */
  static boolean isError(InetAddress answer) {
    return ERRORS.contains(answer);
  }
}
