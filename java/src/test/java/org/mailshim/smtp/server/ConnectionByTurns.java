package org.mailshim.smtp.server;

import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;

/** Has its caller return each time before there are octets, as on a thread that is shared. */
final class ConnectionByTurns implements Connection {
  private final Connection connection;
  private boolean isShared = true;
  private boolean hasReturned;

  ConnectionByTurns(Connection connection) {
    this.connection = connection;
  }

  @Override
  public boolean awaitOctets() {
    hasReturned = !hasReturned;
    return !isShared || !hasReturned;
  }

  @Override
  public void keepThread() {
    isShared = false;
  }

  @Override
  public int read(byte[] into, int from, int to) {
    return connection.read(into, from, to);
  }

  @Override
  public int available() {
    return connection.available();
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    connection.write(bytes, from, to);
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
    connection.close();
  }
}
