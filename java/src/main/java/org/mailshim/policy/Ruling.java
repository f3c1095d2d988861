package org.mailshim.policy;

import java.util.Optional;
import org.mailshim.smtp.Reply;

/**
 * What a rule has decided.
 *
 * @param rule which
 * @param detail for whose sake, for a log; perhaps empty
 * @param refusal the answer when it is no
 */
record Ruling(PolicyRule rule, String detail, Optional<Reply> refusal) {
  static Ruling yes(PolicyRule rule) {
    return new Ruling(rule, "", Optional.empty());
  }

  static Ruling no(PolicyRule rule, String detail, Reply refusal) {
    return new Ruling(rule, detail, Optional.of(refusal));
  }
}
