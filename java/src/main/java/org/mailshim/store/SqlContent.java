package org.mailshim.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.mailshim.database.ChunkStream;
import org.mailshim.database.Readers;

/**
 * Reads a message from the database: a chunk in memory, and a query for each, so that a slow client
 * of a long message keeps nobody from the database.
 */
final class SqlContent implements MessageContent {
  private final Readers readers;
  private final String attempt;
  private final long body;
  private final InputStream octets;

  SqlContent(Readers readers, String attempt, StoredMessage message) {
    this.readers = readers;
    this.attempt = attempt;
    this.body = message.body();
    this.octets = new ChunkStream(this::chunk, message.octets());
  }

  private byte[] chunk(int position) {
    Optional<byte[]> chunk =
        readers.read(attempt, session -> MaildropTables.chunk(session, body, position));
    return chunk.orElseThrow(() -> new StoreException(StoreException.Kind.VANISHED, attempt, null));
  }

  @Override
  public int read(byte[] into, int from, int to) {
    Objects.checkFromToIndex(from, to, into.length);
    Objects.checkIndex(from, to); // not empty
    try {
      int count = octets.readNBytes(into, from, to - from);
      return count == 0 ? -1 : count;
    } catch (IOException e) {
      throw StoreException.of(attempt, e);
    }
  }

  /** Nothing is held between reads. */
  @Override
  public void close() {}
}
