package org.mailshim.abi.srv;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

/**
 * The process's configuration, as {@code SetConfigParam} left it. A message takes the values that
 * stand when its {@code SRVInitSendMsg…} is called. Any thread may read and write.
 */
final class Configuration {
  /** The longest value accepted, in octets. */
  static final int LONGEST_VALUE = 4096;

  /** The text that C was given, kept in memory that lives as long as it is reachable from here. */
  private record Lent(Arena arena, long address, String value) {}

  private final ReentrantLock lock = new ReentrantLock();

  // No EnumMap: it finds the constants by reflection, which costs a host's first message 4 ms.
  private final Map<Parameter, Integer> numbers = new HashMap<>();
  private final Map<Parameter, String> texts = new HashMap<>();
  private final Map<Parameter, Lent> lent = new HashMap<>();

  /**
   * Sets a number.
   *
   * @throws AbiException if the name is unknown, the parameter is a text, or the number is out of
   *     its range
   */
  void set(String name, int value) {
    Parameter parameter = find(name);
    if (!parameter.isNumber()) {
      throw refused(name + " is a text, not a number");
    }
    if (value < parameter.least() || value > parameter.most()) {
      throw refused(
          name
              + " must be between "
              + parameter.least()
              + " and "
              + parameter.most()
              + ", not "
              + value);
    }
    lock.lock();
    try {
      numbers.put(parameter, value);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets a text; a number may be given as text too.
   *
   * @throws AbiException if the name is unknown, or the value is no number where one is needed
   */
  void set(String name, String value) {
    Parameter parameter = find(name);
    if (parameter.isNumber()) {
      set(name, numberIn(name, value));
      return;
    }
    if (parameter == Parameter.USER) {
      UserTable.parse(value); // now, while whoever gave it is there to hear what is wrong
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) == 0x7f) {
        throw refused(name + " must not hold control characters");
      }
    }
    lock.lock();
    try {
      if (parameter.isRepeated() && texts.containsKey(parameter)) {
        texts.put(parameter, texts.get(parameter) + "\n" + value);
      } else {
        texts.put(parameter, value);
      }
    } finally {
      lock.unlock();
    }
  }

  private static int numberIn(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw refused(name + " is a number; \"" + value + "\" is not");
    }
  }

  /**
   * Sets a parameter back to its default.
   *
   * @throws AbiException if the name is unknown
   */
  void reset(String name) {
    Parameter parameter = find(name);
    lock.lock();
    try {
      numbers.remove(parameter);
      texts.remove(parameter);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets a number that the engine has found by itself, such as a port that the kernel chose.
   *
   * @param value not checked
   */
  void found(Parameter parameter, int value) {
    lock.lock();
    try {
      numbers.put(parameter, value);
    } finally {
      lock.unlock();
    }
  }

  /** The value of a numeric parameter. */
  int number(Parameter parameter) {
    lock.lock();
    try {
      return numbers.getOrDefault(parameter, parameter.defaultNumber());
    } finally {
      lock.unlock();
    }
  }

  /** The value of a text parameter. */
  String text(Parameter parameter) {
    lock.lock();
    try {
      return texts.getOrDefault(parameter, parameter.defaultText());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The value as a number.
   *
   * @throws AbiException if the name is unknown or the parameter is a text
   */
  int number(String name) {
    Parameter parameter = find(name);
    if (!parameter.isNumber()) {
      throw refused(name + " is a text, not a number");
    }
    return number(parameter);
  }

  /**
   * The value as C text, valid until the parameter is set again.
   *
   * @return the address of a NUL-terminated string
   * @throws AbiException if the name is unknown
   */
  long lend(String name) {
    Parameter parameter = find(name);
    lock.lock();
    try {
      String value = parameter.isNumber() ? Integer.toString(number(parameter)) : text(parameter);
      Lent current = lent.get(parameter);
      if (current == null || !current.value.equals(value)) {
        // An automatic arena: freed when the value has been replaced and nobody here holds it.
        Arena arena = Arena.ofAuto();
        current = new Lent(arena, arena.allocateFrom(value).address(), value);
        lent.put(parameter, current);
      }
      return current.address;
    } finally {
      lock.unlock();
    }
  }

  private static Parameter find(String name) {
    @Nullable Parameter parameter = Parameter.named(name);
    if (parameter == null) {
      throw refused("there is no parameter \"" + name + "\"");
    }
    return parameter;
  }

  private static AbiException refused(String why) {
    return new AbiException(ErrorCode.CONFIG, why);
  }
}
