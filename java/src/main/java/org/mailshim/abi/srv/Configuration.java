package org.mailshim.abi.srv;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;

/**
 * The process's configuration, as {@code SetConfigParam} and {@code LoadConfig} left it; when a
 * change counts stands in {@link Parameter}. Any thread may read and write.
 */
final class Configuration {
  /** The longest value accepted: in characters, and from C in octets. */
  static final int LONGEST_VALUE = 4096;

  private static final String OFF = "no";

  /** The text that C was given, kept in memory that lives as long as it is reachable from here. */
  private record Lent(Arena arena, long address, String value) {}

  private final ReentrantLock lock = new ReentrantLock();

  // No EnumMap: it finds the constants by reflection, which costs a host's first message 4 ms.
  private final Map<Parameter, Integer> numbers = new HashMap<>();
  private final Map<Parameter, String> texts = new HashMap<>();
  private final Map<Parameter, Lent> lent = new HashMap<>();

  private final @Nullable Listener listener;
  private volatile int revision;

  /** Hears of each change. */
  interface Listener {
    /** A parameter may have another value now; under no lock of the configuration's. */
    void changed(Configuration configuration, Parameter parameter);
  }

  /** The defaults, with nobody who hears of changes. */
  Configuration() {
    this(null);
  }

  /** The defaults. */
  Configuration(@Nullable Listener listener) {
    this.listener = listener;
  }

  /** Another configuration with the same values, for one message. */
  Configuration copy() {
    var copy = new Configuration();
    lock.lock();
    try {
      copy.numbers.putAll(numbers);
      copy.texts.putAll(texts);
      return copy;
    } finally {
      lock.unlock();
    }
  }

  /** Counts the changes, for those who keep what they have made of the values. */
  int revision() {
    return revision;
  }

  /**
   * Sets a number; {@code no‹name›} with a number other than 0 turns the parameter of that name
   * off.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} if the name is unknown, the parameter is a
   *     text, or the number is out of its range; with {@link ErrorCode#UNSUPPORTED} if the number
   *     was taken but changes nothing
   */
  void set(String name, int value) {
    if (isOff(name)) {
      if (value != 0) {
        turnOff(name);
      }
      return;
    }
    Parameter parameter = find(name);
    if (!parameter.isNumber()) {
      throw refused(name + " is a text, not a number");
    }
    if (!parameter.allows(value)) {
      throw refused(
          name
              + " must be between "
              + parameter.least()
              + " and "
              + parameter.most()
              + ", not "
              + value);
    }
    if (parameter.effect() == Parameter.Effect.POLICY) {
      SrvPolicy.check(parameter, Integer.toString(value));
    }
    found(parameter, value);
    requireHonoured(parameter, value == parameter.defaultNumber());
  }

  /**
   * Sets a text; a number may be given as text too. A line that a list of lines has already is not
   * added to it again.
   *
   * @throws AbiException as {@link #set(String, int)}; also if the value is no number where one is
   *     needed, holds control characters, or cannot be read as what the parameter is for
   */
  void set(String name, String value) {
    if (isOff(name)) {
      set(name, numberIn(name, value));
      return;
    }
    Parameter parameter = find(name);
    if (parameter.isNumber()) {
      set(name, numberIn(name, value));
      return;
    }
    requirePlain(name, value);
    check(parameter, value);
    lock.lock();
    try {
      texts.put(parameter, parameter.isRepeated() ? withLine(parameter, value) : value);
      revision++;
    } finally {
      lock.unlock();
    }
    tell(parameter);
    requireHonoured(parameter, value.equals(parameter.defaultText()));
  }

  private static void requirePlain(String name, String value) {
    if (value.length() > LONGEST_VALUE) {
      throw refused(name + " is longer than " + LONGEST_VALUE + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) == 0x7f) {
        throw refused(name + " must not hold control characters");
      }
    }
  }

  /** Now, while whoever gave it is there to hear what is wrong. */
  private static void check(Parameter parameter, String value) {
    if (parameter == Parameter.USER) {
      UserTable.parse(value);
    } else if (parameter == Parameter.MAILLIST) {
      SrvRecipients.check(value);
    } else if (parameter == Parameter.SMTP_AUTH) {
      Policies.mechanisms(value);
    } else if (parameter == Parameter.LOG) {
      LogFile.check(value);
    } else if (parameter.effect() == Parameter.Effect.POLICY) {
      SrvPolicy.check(parameter, value);
    }
  }

  private String withLine(Parameter parameter, String line) {
    String lines = texts.getOrDefault(parameter, "");
    if (lines.isEmpty()) {
      return line;
    }
    return ("\n" + lines + "\n").contains("\n" + line + "\n") ? lines : lines + "\n" + line;
  }

  private static void requireHonoured(Parameter parameter, boolean isDefault) {
    if (parameter.effect() == Parameter.Effect.NOTHING && !isDefault) {
      throw new AbiException(
          ErrorCode.UNSUPPORTED,
          parameter.key() + " is known but changes nothing here; see docs/srv-parameters.md");
    }
  }

  private static int numberIn(String name, String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw refused(name + " is a number; the text given is not");
    }
  }

  /** Whether a name is that of a parameter with {@code no} before it, and no parameter itself. */
  static boolean isOff(String name) {
    return name.startsWith(OFF)
        && Parameter.named(name) == null
        && Parameter.named(name.substring(OFF.length())) != null;
  }

  /**
   * Turns a parameter off: a number becomes 0, a text empty.
   *
   * @param name as {@link #isOff} wants it
   * @throws AbiException if the parameter cannot be 0
   */
  void turnOff(String name) {
    Parameter parameter = find(name.substring(OFF.length()));
    if (parameter.isNumber()) {
      set(parameter.key(), 0);
    } else if (parameter.isRepeated()) {
      reset(parameter.key());
    } else {
      set(parameter.key(), "");
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
      revision++;
    } finally {
      lock.unlock();
    }
    tell(parameter);
  }

  private void tell(Parameter parameter) {
    Listener hearing = listener;
    if (hearing != null) {
      hearing.changed(this, parameter);
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
      revision++;
    } finally {
      lock.unlock();
    }
    tell(parameter);
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

  /** The value of a parameter, as text, where it is not the default. */
  Optional<String> changed(Parameter parameter) {
    if (parameter.isNumber()) {
      int number = number(parameter);
      return number == parameter.defaultNumber()
          ? Optional.empty()
          : Optional.of(Integer.toString(number));
    }
    String text = text(parameter);
    return text.equals(parameter.defaultText()) ? Optional.empty() : Optional.of(text);
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
