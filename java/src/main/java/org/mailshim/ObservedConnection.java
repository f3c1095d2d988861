package org.mailshim;

import java.util.Arrays;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;

/** A connection whose octets are counted, timed and told. */
final class ObservedConnection implements Connection {
  private static final byte[] HIDDEN = {};

  private final Connection connection;
  private final ClientEvents events;
  private final ClientUsage usage;
  private final long id;
  private long read;
  private long sent;
  private volatile boolean secret;
  private volatile boolean closed;

  ObservedConnection(Connection connection, long id, ClientEvents events, ClientUsage usage) {
    this.connection = connection;
    this.id = id;
    this.events = events;
    this.usage = usage;
  }

  long id() {
    return id;
  }

  /** Whether a secret is being shown. */
  void secret(boolean is) {
    secret = is;
  }

  @Override
  public int read(byte[] into, int from, int to) {
    long begun = System.nanoTime();
    int count = connection.read(into, from, to);
    usage.add(ClientWarning.Operation.RECEIVE, Math.max(0, count), System.nanoTime() - begun);
    if (count > 0) {
      read += count;
      told(into, from, count);
    }
    return count;
  }

  private void told(byte[] octets, int from, int count) {
    if (events.isHeard()) {
      long total = read;
      events.tell(id, source -> new ClientEvent.PacketRead(source, count, total));
    }
    if (events.wantsData()) {
      byte[] data = secret ? HIDDEN : Arrays.copyOfRange(octets, from, from + count);
      events.tellData(id, source -> new ClientEvent.DataRead(source, data));
    }
  }

  @Override
  public int available() {
    return connection.available();
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    long begun = System.nanoTime();
    connection.write(bytes, from, to);
    usage.add(ClientWarning.Operation.SEND, to - from, System.nanoTime() - begun);
    sent += to - from;
    if (events.isHeard()) {
      long total = sent;
      events.tell(id, source -> new ClientEvent.PacketSent(source, to - from, total));
    }
    if (events.wantsData()) {
      byte[] data = secret ? HIDDEN : Arrays.copyOfRange(bytes, from, to);
      events.tellData(id, source -> new ClientEvent.DataSent(source, data));
    }
  }

  @Override
  public void flush() {
    connection.flush();
  }

  @Override
  public void deadline(Deadline deadline) {
    connection.deadline(deadline);
  }

  @Override
  public Endpoint peer() {
    return connection.peer();
  }

  @Override
  public Endpoint local() {
    return connection.local();
  }

  @Override
  public void close() {
    boolean first = !closed;
    closed = true;
    connection.close();
    if (first && events.isHeard()) {
      events.tell(id, ClientEvent.Closed::new);
    }
  }
}
