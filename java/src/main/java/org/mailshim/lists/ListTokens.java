package org.mailshim.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Words that only who was written to can know: they let a mail confirm a subscription, a moderator
 * decide, and a click unsubscribe. A token is an HMAC of what it is for, so nothing is kept; those
 * for confirmation end after three days, those for unsubscribing never, as they stand in mail that
 * people keep. Any thread.
 */
public final class ListTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_OCTETS = 32;
  private static final int SHOWN_OCTETS = 15;
  private static final Duration LIFETIME = Duration.ofDays(3);
  private static final long NEVER = 0;

  private final byte[] secret;
  private final Clock clock;

  /**
   * Tokens under a secret.
   *
   * @param secret at least 16 octets; copied. Who has it can unsubscribe and approve
   * @param clock tells when tokens end
   * @throws IllegalArgumentException when it is shorter
   */
  public ListTokens(byte[] secret, Clock clock) {
    if (secret.length < SECRET_OCTETS / 2) {
      throw new IllegalArgumentException("a secret of less than 16 octets");
    }
    this.secret = secret.clone();
    this.clock = clock;
  }

  /**
   * Tokens under a secret in a file, which is made at first and can be read by its owner only.
   *
   * @param file on a local disk; its directory is there
   * @param random must be a secure one
   * @throws IOException when it cannot be read or made
   */
  public static ListTokens stored(Path file, RandomGenerator random, Clock clock)
      throws IOException {
    if (!Files.exists(file)) {
      write(file, random);
    }
    byte[] secret = HexFormat.of().parseHex(Files.readString(file).strip());
    return new ListTokens(secret, clock);
  }

  private static void write(Path file, RandomGenerator random) throws IOException {
    byte[] secret = new byte[SECRET_OCTETS];
    random.nextBytes(secret);
    // Not asked of the file store, which is not to be found in a changed root.
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    Path fresh =
        posix
            ? Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".lists",
                ".key",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
            : Files.createTempFile(file.toAbsolutePath().getParent(), ".lists", ".key");
    try {
      Files.writeString(
          fresh, HexFormat.of().formatHex(secret) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(fresh, file); // fails where another process was quicker, whose secret counts
    } catch (FileAlreadyExistsException e) {
      Files.deleteIfExists(fresh);
    }
  }

  /** A token that ends. */
  String ending(String action, MailingList list, String subject) {
    return text(action, list, subject, clock.instant().plus(LIFETIME).getEpochSecond());
  }

  /** A token that does not. */
  String lasting(String action, MailingList list, String subject) {
    return text(action, list, subject, NEVER);
  }

  /** Whether a token is one for this, and has not ended. */
  boolean fits(String token, String action, MailingList list, String subject) {
    int hyphen = token.indexOf('-');
    long ends;
    try {
      ends = hyphen <= 0 ? -1 : Long.parseLong(token.substring(0, hyphen), 16);
    } catch (NumberFormatException e) {
      return false;
    }
    boolean inTime = ends == NEVER || ends > clock.instant().getEpochSecond();
    byte[] expected = text(action, list, subject, ends).getBytes(UTF_8);
    return inTime && MessageDigest.isEqual(expected, token.getBytes(UTF_8));
  }

  private String text(String action, MailingList list, String subject, long ends) {
    String said = action + '\n' + list.id() + '\n' + subject + '\n' + ends;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] code = Arrays.copyOf(mac.doFinal(said.getBytes(UTF_8)), SHOWN_OCTETS);
      return Long.toHexString(ends) + '-' + HexFormat.of().formatHex(code);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + ALGORITHM, e);
    }
  }

  /** No secret in it. */
  @Override
  public String toString() {
    return "ListTokens";
  }
}
