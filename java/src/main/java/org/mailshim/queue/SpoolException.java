package org.mailshim.queue;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The spool could not keep or give back mail data: the disk is full, the directory is not there or
 * not writable, or the spool was closed meanwhile. Trouble of this machine, so temporary towards
 * whoever hands in the message (4xx, never 5xx).
 */
public final class SpoolException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a sentence for a person and, where the operating system said no, what it said. */
  SpoolException(String message, @Nullable IOException cause) {
    super(message, cause);
  }
}
