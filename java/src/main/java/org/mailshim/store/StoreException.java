package org.mailshim.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.mailshim.database.Fault;

/**
 * A maildrop could not be read or written: trouble of this host, never a peer's fault.
 *
 * <p>The message is one line that says what was attempted, with which maildrop, and what came back:
 * {@code while delivering to bob: no space left (/var/mail/bob/tmp/…)}. File names are in it; for a
 * peer there is {@link #kind}.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Kind {
    /** The disk is full. */
    FULL("no space left"),
    /** The maildrop would exceed its quota. */
    OVER_QUOTA("over quota"),
    /** The operating system does not let us. */
    DENIED("permission denied"),
    /** Somebody else has deleted the message. */
    VANISHED("the message is gone"),
    /** The lock of a maildrop has expired, and another reader has it. */
    LOCK_LOST("the lock has expired and was taken over"),
    /** Another process has kept the database locked for too long, or its server is away. */
    BUSY("the database does not answer"),
    /** The database was written by a newer version of mailshim. */
    NEWER("the database is of a newer version of mailshim"),
    /** The store was closed. */
    CLOSED("the store is closed"),
    /** The disk, the file system or something else that should just work. */
    BROKEN("input/output error");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /**
     * What happened, for a person who need not know about files.
     *
     * @return a phrase without a full stop
     */
    public String words() {
      return words;
    }
  }

  private final Kind kind;

  /**
   * Makes the exception.
   *
   * @param kind what happened
   * @param attempt what was attempted, as {@code delivering to bob}
   * @param cause the fault that told, if one did
   */
  public StoreException(Kind kind, String attempt, @Nullable Throwable cause) {
    super(Fault.message(attempt, kind.words(), cause), cause);
    this.kind = kind;
  }

  /** The exception for an I/O fault, with the kind that it shows. */
  static StoreException of(String attempt, IOException fault) {
    return new StoreException(kindOf(fault), attempt, fault);
  }

  /** The exception for a fault of the database, or for what work in a transaction threw. */
  static StoreException of(Fault fault, String attempt, @Nullable Throwable cause) {
    Kind kind =
        switch (fault) {
          case FULL -> Kind.FULL;
          case DENIED -> Kind.DENIED;
          case BUSY -> Kind.BUSY;
          case NEWER -> Kind.NEWER;
          case CLOSED -> Kind.CLOSED;
          case BROKEN -> Kind.BROKEN;
        };
    return cause instanceof StoreException ours
        ? new StoreException(ours.kind, attempt, ours.getCause())
        : new StoreException(kind, attempt, cause);
  }

  /**
   * The kind of a fault. The operating system's reason is a text, in English as long as nobody sets
   * the host's locale; in another language a full disk is {@link Kind#BROKEN}.
   */
  private static Kind kindOf(IOException fault) {
    if (fault instanceof NoSuchFileException || fault instanceof FileNotFoundException) {
      return Kind.VANISHED;
    }
    if (fault instanceof AccessDeniedException) {
      return Kind.DENIED;
    }
    String reason = fault instanceof FileSystemException named ? named.getReason() : null;
    String text = reason == null ? String.valueOf(fault.getMessage()) : reason;
    if (text.contains("No space left") || text.contains("quota exceeded")) {
      return Kind.FULL;
    }
    return text.contains("Permission denied") || text.contains("Read-only")
        ? Kind.DENIED
        : Kind.BROKEN;
  }

  /**
   * What happened.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether it may pass by itself, so that a peer is told to try later.
   *
   * @return false for {@link Kind#DENIED} and {@link Kind#NEWER}, which somebody has to mend, and
   *     for {@link Kind#VANISHED}
   */
  public boolean isTemporary() {
    return kind != Kind.DENIED && kind != Kind.NEWER && kind != Kind.VANISHED;
  }
}
