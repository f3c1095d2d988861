package org.mailshim.abi.esmtp;

import java.util.Optional;
import org.mailshim.smtp.submission.SubmissionSecurity;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;

/** Encrypts with the OpenSSL of the process. */
final class EsmtpSecurity implements SubmissionSecurity {
  private final HostEvents events;

  EsmtpSecurity(HostEvents events) {
    this.events = events;
  }

  boolean context(long context) {
    return context == 0;
  }

  @Override
  public boolean isReady() {
    return events != null;
  }

  @Override
  public Optional<Secured> secure(Connection under, String host, Deadline deadline) {
    return Optional.empty();
  }

  void free() {}
}
