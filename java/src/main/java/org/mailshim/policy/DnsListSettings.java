package org.mailshim.policy;

import java.time.Duration;
import java.util.List;

/**
 * Which DNS lists are asked, and how. Immutable, for any thread.
 *
 * @param lists the lists; none asks nobody
 * @param threshold the score from which on {@code thresholdAction} follows
 * @param thresholdAction what follows from so high a score
 * @param refusalCode the reply code of a refusal: 554, or one of 4yz for those who would rather see
 *     it tried again. 421 ends the session
 * @param tagField the header field that {@link DnsListAction#TAG} puts before a message
 * @param timeout how long one client waits for all lists together; a list that takes longer does
 *     not have it
 * @param notListedTime how long it is remembered that an address is not on a list
 * @param mostRemembered how many answers are remembered
 */
public record DnsListSettings(
    List<DnsList> lists,
    int threshold,
    DnsListAction thresholdAction,
    int refusalCode,
    String tagField,
    Duration timeout,
    Duration notListedTime,
    int mostRemembered) {
  /** Nobody is asked. */
  public static final DnsListSettings NONE = of(List.of());

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException when a time is not positive, the code is no refusal, or the
   *     name of the header field is none
   */
  public DnsListSettings {
    lists = List.copyOf(lists);
    if (!timeout.isPositive() || notListedTime.isNegative() || mostRemembered < 1) {
      throw new IllegalArgumentException("a setting of the DNS lists is not positive");
    }
    if (refusalCode < 400 || refusalCode > 599) {
      throw new IllegalArgumentException("no reply code of a refusal: " + refusalCode);
    }
    if (!isFieldName(tagField)) {
      throw new IllegalArgumentException("no name of a header field");
    }
  }

  /**
   * The usual way to ask these lists: 554 5.7.1, at most 5 seconds, a threshold that nobody
   * reaches, {@code X-DNS-Listed} as tag.
   */
  public static DnsListSettings of(List<DnsList> lists) {
    return new DnsListSettings(
        lists,
        Integer.MAX_VALUE,
        DnsListAction.REFUSE_AT_RCPT,
        554,
        "X-DNS-Listed",
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        20_000);
  }

  /** These with a threshold. */
  public DnsListSettings withThreshold(int score, DnsListAction action) {
    return new DnsListSettings(
        lists, score, action, refusalCode, tagField, timeout, notListedTime, mostRemembered);
  }

  /** These with another reply code. */
  public DnsListSettings withRefusalCode(int code) {
    return new DnsListSettings(
        lists, threshold, thresholdAction, code, tagField, timeout, notListedTime, mostRemembered);
  }

  /** These with another header field. */
  public DnsListSettings withTagField(String name) {
    return new DnsListSettings(
        lists,
        threshold,
        thresholdAction,
        refusalCode,
        name,
        timeout,
        notListedTime,
        mostRemembered);
  }

  /** These with other times. */
  public DnsListSettings withTimes(Duration otherTimeout, Duration otherNotListedTime) {
    return new DnsListSettings(
        lists,
        threshold,
        thresholdAction,
        refusalCode,
        tagField,
        otherTimeout,
        otherNotListedTime,
        mostRemembered);
  }

  /** Whether somebody may be sent away before the greeting. */
  boolean refusesAtConnect() {
    boolean refuses = thresholdAction == DnsListAction.REFUSE_AT_CONNECT && !lists.isEmpty();
    for (DnsList list : lists) {
      refuses |= list.action() == DnsListAction.REFUSE_AT_CONNECT;
    }
    return refuses;
  }

  private static boolean isFieldName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) <= ' ' || name.charAt(i) > '~' || name.charAt(i) == ':') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= 70;
  }
}
