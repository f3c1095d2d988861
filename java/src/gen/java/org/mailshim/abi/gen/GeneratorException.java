package org.mailshim.abi.gen;

/**
 * The input of the generator is wrong. The message is complete: file, line, what stands there, what
 * is wrong with it.
 */
final class GeneratorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one whose message is {@code place: message}. */
  GeneratorException(String place, String message) {
    super(place + ": " + message);
  }
}
