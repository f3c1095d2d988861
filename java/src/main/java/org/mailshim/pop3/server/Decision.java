package org.mailshim.pop3.server;

import org.mailshim.pop3.Response;

/**
 * What a hook decides: to let the server go on, to refuse, or to take over in a way that depends on
 * the hook ({@link ServerHooks}).
 *
 * @param <T> what a hook gives to take over
 */
public sealed interface Decision<T> {
  /**
   * The server goes on as it would without the hook.
   *
   * @param <T> what could have been given
   */
  record GoOn<T>() implements Decision<T> {}

  /**
   * The answer is no.
   *
   * @param <T> what could have been given
   * @param response what the client hears
   */
  record Refuse<T>(Response response) implements Decision<T> {
    /**
     * Checks the response.
     *
     * @throws IllegalArgumentException when it is not {@code -ERR}
     */
    public Refuse {
      if (response.status() != Response.Status.ERR) {
        throw new IllegalArgumentException("no refusal: " + response);
      }
    }
  }

  /**
   * The hook takes over.
   *
   * @param <T> what is given
   * @param with with what
   */
  record TakeOver<T>(T with) implements Decision<T> {}

  /**
   * Lets the server go on.
   *
   * @param <T> what could have been given
   * @return the decision
   */
  static <T> Decision<T> goOn() {
    return new GoOn<>();
  }

  /**
   * Refuses.
   *
   * @param <T> what could have been given
   * @param response what the client hears: {@code -ERR}
   * @return the decision
   */
  static <T> Decision<T> refuse(Response response) {
    return new Refuse<>(response);
  }

  /**
   * Takes over.
   *
   * @param <T> what is given
   * @param with with what
   * @return the decision
   */
  static <T> Decision<T> takeOver(T with) {
    return new TakeOver<>(with);
  }
}
