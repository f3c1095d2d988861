package org.mailshim.abi.srv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.HostLog;

/**
 * Reads a {@link Configuration} from files, and writes it into one; the language is {@link
 * ConfigurationText}'s.
 *
 * <p>A file is read with all that it includes before anything is set, so that one that is no
 * configuration changes nothing. What a file that is one says of parameters that are not known
 * here, or with values out of their range, is logged with its place and ignored, as the vendor's
 * server does: configurations are shared with its other services.
 *
 * <p>Names of included files are relative to the file that has them. At most {@value #MOST_FILES}
 * files of {@value #MOST_OCTETS} octets together are read; a file that includes itself, by whatever
 * way, is refused. The text is UTF-8, or else ISO 8859-1. One object reads once; one thread.
 */
final class ConfigurationFile {
  static final int MOST_OCTETS = 8 * 1024 * 1024;
  static final int MOST_FILES = 100;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** Something to be set, and from where it comes. */
  private record Placed(String file, ConfigurationText.Item item) {}

  private final Deque<Path> open = new ArrayDeque<>();
  private final List<Placed> items = new ArrayList<>();
  private int files;
  private int octets;

  private ConfigurationFile() {}

  /**
   * Reads a file into a configuration.
   *
   * @return why the first of its words that were ignored was; they are all logged
   * @throws ConfigurationException when the file, or one that it includes, is not there, cannot be
   *     read or is no configuration; nothing is set then
   */
  static Optional<AbiException> load(String file, Configuration configuration) {
    var reading = new ConfigurationFile();
    reading.read(here(path(file)), file);
    Optional<AbiException> first = Optional.empty();
    for (Placed placed : reading.items) {
      Optional<AbiException> ignored = ignored(placed, configuration);
      first = first.isEmpty() ? ignored : first;
    }
    return first;
  }

  private static Path path(String file) {
    try {
      if (!file.isEmpty()) { // which would be the directory that we are in
        return Path.of(file);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new ConfigurationException(
        ConfigurationException.Kind.NOT_FOUND, "the name of the configuration file is none");
  }

  /** Relative to where the process is now; Java goes on from where it was when it started. */
  private static Path here(Path path) {
    Path current = Path.of("/proc/self/cwd");
    if (path.isAbsolute() || !Files.isDirectory(current)) {
      return path;
    }
    try {
      return current.toRealPath().resolve(path);
    } catch (IOException e) {
      return path; // a directory that has been deleted: nothing is there
    }
  }

  private void read(Path path, String shown) {
    Path real = real(path, shown);
    if (open.contains(real)) {
      throw unreadable(shown, "includes itself");
    }
    if (++files > MOST_FILES) {
      throw unreadable(shown, "is one included file too many: more than " + MOST_FILES);
    }
    open.push(real);
    for (ConfigurationText.Item item : ConfigurationText.parse(shown, text(real, shown))) {
      if (item instanceof ConfigurationText.Include include) {
        readIncluded(real, shown, include);
      } else {
        items.add(new Placed(shown, item));
      }
    }
    open.pop();
  }

  private void readIncluded(Path from, String shown, ConfigurationText.Include include) {
    try {
      read(from.resolveSibling(path(include.file())), include.file());
    } catch (ConfigurationException e) {
      // The host named this one file: what is wrong with another is to be found from it.
      throw new ConfigurationException(
          e.kind() == ConfigurationException.Kind.SYNTAX
              ? e.kind()
              : ConfigurationException.Kind.UNREADABLE,
          shown + ", line " + include.line() + ", includes: " + e.getMessage());
    }
  }

  /** By one name for each file, whatever links lead there. */
  private static Path real(Path path, String shown) {
    try {
      Path real = path.toRealPath();
      if (!Files.isRegularFile(real)) {
        throw unreadable(shown, "is no regular file");
      }
      return real;
    } catch (NoSuchFileException e) {
      throw new ConfigurationException(
          ConfigurationException.Kind.NOT_FOUND, shown + " is not there");
    } catch (IOException e) {
      throw unreadable(shown, "cannot be read: " + e.getMessage());
    }
  }

  private String text(Path file, String shown) {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST_OCTETS - octets + 1);
    } catch (IOException e) {
      throw unreadable(shown, "cannot be read: " + e.getMessage());
    }
    octets += content.length;
    if (octets > MOST_OCTETS) {
      throw unreadable(shown, "is too long: more than " + MOST_OCTETS + " octets");
    }
    String text = decoded(content);
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static String decoded(byte[] content) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(content, ISO_8859_1);
    }
  }

  private static ConfigurationException unreadable(String shown, String why) {
    return new ConfigurationException(
        ConfigurationException.Kind.UNREADABLE, "the configuration file " + shown + " " + why);
  }

  /** Sets what a word says, or logs why that cannot be. */
  private static Optional<AbiException> ignored(Placed placed, Configuration configuration) {
    try {
      switch (placed.item) {
        case ConfigurationText.Setting setting ->
            configuration.set(setting.name(), setting.value());
        case ConfigurationText.Flag flag -> set(flag.name(), configuration);
        case ConfigurationText.Include include ->
            throw new AssertionError("an included file stands for its words: " + include.file());
      }
      return Optional.empty();
    } catch (AbiException e) {
      String text = placed.file + ", line " + placed.item.line() + ": " + e.getMessage();
      HostLog.log(HostLog.Level.WARNING, text);
      return Optional.of(new AbiException(e.code(), text));
    }
  }

  private static void set(String name, Configuration configuration) {
    if (Configuration.isOff(name)) {
      configuration.turnOff(name);
    } else {
      configuration.set(name, 1);
    }
  }

  // ---- Writing.

  /**
   * Writes all parameters that are not at their defaults, so that {@link #load} sets them again.
   * The file is there whole or not at all, and only for this user to read: there are passwords in
   * it.
   *
   * @throws ConfigurationException when it cannot be written
   */
  static void save(String file, Configuration configuration) {
    Path named = here(path(file));
    if (named.getFileName() == null || (Files.exists(named) && !Files.isRegularFile(named))) {
      throw unreadable(file, "cannot be written: what is there is no regular file");
    }
    try {
      Path path = Files.exists(named) ? named.toRealPath() : named; // a link stays one
      Path partial = path.resolveSibling(path.getFileName() + ".new");
      write(partial, text(configuration));
      Files.move(
          partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ConfigurationException(
          ConfigurationException.Kind.UNREADABLE,
          "the configuration file " + file + " cannot be written: " + e);
    }
  }

  private static void write(Path partial, String text) throws IOException {
    Files.deleteIfExists(partial);
    if (partial.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(partial);
    }
    try (FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      ByteBuffer octets = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (octets.hasRemaining()) {
        out.write(octets);
      }
      out.force(true);
    }
  }

  private static String text(Configuration configuration) {
    StringBuilder text = new StringBuilder("# Written by SaveConfig.\n");
    for (Parameter parameter : Parameter.values()) {
      Optional<String> value = configuration.changed(parameter);
      if (value.isPresent()) {
        append(text, parameter, value.get());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Parameter parameter, String value) {
    List<String> lines = parameter.isRepeated() ? List.of(value.split("\n")) : List.of(value);
    for (String line : lines) {
      text.append(parameter.key()).append('=').append(ConfigurationText.quoted(line)).append('\n');
    }
  }
}
