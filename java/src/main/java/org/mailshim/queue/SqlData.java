package org.mailshim.queue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.mailshim.database.ChunkStream;
import org.mailshim.database.Readers;
import org.mailshim.message.MailData;

/** A message that lies in the database, read chunk by chunk. Any thread. */
final class SqlData implements MailData {
  private final Readers readers;
  private final QueueId id;
  private final long octets;

  SqlData(Readers readers, QueueId id, long octets) {
    this.readers = readers;
    this.id = id;
    this.octets = octets;
  }

  @Override
  public long octets() {
    return octets;
  }

  @Override
  public InputStream open() {
    return new ChunkStream(this::chunk, octets);
  }

  private byte[] chunk(int position) throws IOException {
    Optional<byte[]> chunk;
    try {
      chunk = readers.read("reading " + id, session -> QueueTables.chunk(session, id, position));
    } catch (QueueException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (chunk.isEmpty()) {
      throw new IOException("the message " + id + " has left the queue");
    }
    return chunk.get();
  }
}
