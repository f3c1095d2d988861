package org.mailshim.abi.srv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostLog;

/**
 * The log as a file, a line each: the time in UTC, the level, and what there is to say. The file is
 * opened for each line, so that whoever turns logs over may rename it at any time; a line that
 * cannot be written then is lost.
 */
record LogFile(Path file) implements HostLog.Sink {
  /**
   * Sees whether a file can be one.
   *
   * @param name its name; empty for none
   * @throws AbiException with {@link ErrorCode#CONFIG} when it cannot be written, or is none
   */
  static void check(String name) {
    if (name.isEmpty()) {
      return;
    }
    try {
      Path file = Path.of(name);
      if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe would have us wait
        throw new AbiException(ErrorCode.CONFIG, "log: " + name + " is no regular file");
      }
      FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException | InvalidPathException e) {
      throw new AbiException(ErrorCode.CONFIG, "log: cannot be written: " + e.getMessage());
    }
  }

  @Override
  public void line(HostLog.Level level, String text) {
    String line =
        SrvEngine.CLOCK.instant().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + level.name().toLowerCase(Locale.ROOT)
            + " "
            + text
            + "\n";
    try {
      Files.writeString(file, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      // Said above: there is nobody who could be told.
    }
  }
}
