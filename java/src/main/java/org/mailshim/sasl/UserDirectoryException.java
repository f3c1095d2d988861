package org.mailshim.sasl;

/**
 * A user directory cannot be asked now: it cannot be reached, it is full, it answers nonsense. The
 * authentication fails for the time being; that says nothing about the credentials.
 */
public final class UserDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param problem what was tried with which directory, and what came of it; no secrets
   */
  public UserDirectoryException(String problem) {
    super(problem);
  }

  /**
   * Makes the exception with a cause.
   *
   * @param problem what was tried with which directory, and what came of it; no secrets
   * @param cause what was thrown
   */
  public UserDirectoryException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
