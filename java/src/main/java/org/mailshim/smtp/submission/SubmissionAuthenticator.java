package org.mailshim.smtp.submission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's side of SASL, for one mechanism after the other. */
public interface SubmissionAuthenticator {
  /** Whether there is anything to authenticate with. */
  boolean isEnabled();

  /**
   * Hears what there is to choose from, before the first {@link #select}.
   *
   * @param mechanisms what the server offers, in its order, in capitals
   */
  void offered(List<String> mechanisms);

  /**
   * Begins with a mechanism.
   *
   * @param name as the server offers it
   * @return false when it is not known, or not allowed
   */
  boolean select(String name);

  /**
   * What to say to a challenge.
   *
   * @param challenge null to begin
   * @return null when there is nothing to say: no initial response, or no way to go on
   */
  byte @Nullable [] respond(byte @Nullable [] challenge);

  /** Whether the server's yes may be believed: it has proven what the mechanism lets it prove. */
  boolean succeeded();
}
