package org.mailshim.abi.srv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.policy.AccessList;
import org.mailshim.policy.AccessQuery;
import org.mailshim.policy.ListSyntaxException;
import org.mailshim.transport.AddressRange;

/**
 * The entries of a list's file, for hosts that change it: the files of {@code goodlist}, {@code
 * badlist} and {@code graylist}. Servers that use it see the change within seconds. Any thread;
 * what other processes write meanwhile is lost, as with every program that edits a file.
 */
final class ListEntries {
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final InetAddress NOWHERE = InetAddress.ofLiteral("0.0.0.0");

  private final Path file;

  private ListEntries(Path file) {
    this.file = file;
  }

  /**
   * The list of a name.
   *
   * @throws AbiException with {@link ErrorCode#ARGUMENT} when it is none, with {@link
   *     ErrorCode#CONFIG} when no file is configured for it
   */
  static ListEntries of(String name, Configuration configuration) {
    Parameter parameter =
        switch (name) {
          case "goodlist" -> Parameter.GOODLIST;
          case "badlist" -> Parameter.BADLIST;
          case "graylist" -> Parameter.GRAYLIST;
          default ->
              throw new AbiException(
                  ErrorCode.ARGUMENT, "no list, which are goodlist, badlist and graylist: " + name);
        };
    String file = configuration.text(parameter);
    if (file.isEmpty()) {
      throw new AbiException(
          ErrorCode.CONFIG, "the list has no file: SetConfigParam(\"" + name + "\", \"...\")");
    }
    return new ListEntries(Path.of(file));
  }

  /**
   * Adds an entry, if it is not there.
   *
   * @return whether it was added
   * @throws AbiException when the entry is none, or the file cannot be written
   */
  boolean add(String entry) {
    String line = entry.strip();
    if (line.isEmpty() || line.startsWith("#")) {
      throw new AbiException(ErrorCode.ARGUMENT, "an entry that says nothing");
    }
    read(List.of(line));
    LOCK.lock();
    try {
      List<String> lines = lines();
      if (indexOf(lines, line) >= 0) {
        return false;
      }
      lines.add(line);
      write(lines);
      return true;
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Deletes an entry.
   *
   * @return whether it was there
   * @throws AbiException when the file cannot be read or written
   */
  boolean delete(String entry) {
    LOCK.lock();
    try {
      List<String> lines = lines();
      int index = indexOf(lines, entry.strip());
      if (index < 0) {
        return false;
      }
      lines.remove(index);
      write(lines);
      return true;
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Whether an address is on the list, by whatever entry but DNS lists and host names.
   *
   * @param address an IP address, or a mail address that is asked about as sender and recipient
   * @throws AbiException when the file cannot be read
   */
  boolean has(String address) {
    return read(lines()).match(new Query(address.toLowerCase(Locale.ROOT))).isPresent();
  }

  private static AccessList read(List<String> lines) {
    try {
      return AccessList.parse(lines);
    } catch (ListSyntaxException e) {
      throw new AbiException(ErrorCode.ARGUMENT, "the entry is none: " + e.getMessage());
    }
  }

  private static int indexOf(List<String> lines, String entry) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().equalsIgnoreCase(entry)) {
        return i;
      }
    }
    return -1;
  }

  private List<String> lines() {
    try {
      return new ArrayList<>(Files.readAllLines(file, UTF_8));
    } catch (NoSuchFileException e) {
      return new ArrayList<>();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** The file is there whole at every moment: a server may read it now. */
  private void write(List<String> lines) {
    Path partial = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(partial, lines, UTF_8);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private AbiException unusable(IOException e) {
    return new AbiException(ErrorCode.CONFIG, "the list " + file + " cannot be used: " + e);
  }

  /** Asks about one address. */
  private record Query(String text) implements AccessQuery {
    @Override
    public InetAddress address() {
      try {
        return text.indexOf('/') < 0 ? AddressRange.parse(text).base() : NOWHERE;
      } catch (IllegalArgumentException notAnIpAddress) {
        return NOWHERE;
      }
    }

    @Override
    public String helo() {
      return "";
    }

    @Override
    public String reversePath() {
      return text.indexOf('@') >= 0 ? text : "";
    }

    @Override
    public String recipient() {
      return reversePath();
    }

    @Override
    public List<String> hostNames() {
      return List.of();
    }

    @Override
    public boolean isHeloTrue() {
      return false;
    }

    @Override
    public boolean isListed(String zone) {
      return false;
    }
  }
}
