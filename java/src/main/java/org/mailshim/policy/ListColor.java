package org.mailshim.policy;

/** On which kind of list something is. Good wins over bad, and bad over gray. */
public enum ListColor {
  /** Welcome: what strangers have to undergo is spared. */
  GOOD,
  /** Refused. */
  BAD,
  /** Greylisted, where not everybody is anyway. */
  GRAY
}
