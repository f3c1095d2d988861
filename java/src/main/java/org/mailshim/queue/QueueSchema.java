package org.mailshim.queue;

import java.util.List;
import org.mailshim.database.Database;
import org.mailshim.database.Schema;

/**
 * The tables of the queue.
 *
 * <p>{@code due} of a recipient who is claimed is when the lease expires, so that one index finds
 * those who are due for the first time, those who were deferred, and those whose deliverer is dead.
 */
final class QueueSchema {
  private QueueSchema() {}

  /** The tables as a kind of database wants them. */
  static Schema of(Database database) {
    String key = database.keyType();
    List<String> first =
        List.of(
            "CREATE TABLE message (id "
                + key
                + " PRIMARY KEY, arrived BIGINT NOT NULL, octets BIGINT NOT NULL,"
                + " reverse_path TEXT NOT NULL, parameters TEXT NOT NULL,"
                + " remaining INTEGER NOT NULL)",
            "CREATE TABLE recipient (message BIGINT NOT NULL, position INTEGER NOT NULL,"
                + " forward_path TEXT NOT NULL, parameters TEXT NOT NULL, state INTEGER NOT NULL,"
                + " due BIGINT NOT NULL, lease BIGINT NOT NULL, attempts INTEGER NOT NULL,"
                + " reply TEXT NOT NULL, PRIMARY KEY (message, position))",
            "CREATE INDEX recipient_due ON recipient (state, due, message)",
            "CREATE TABLE chunk (message BIGINT NOT NULL, position INTEGER NOT NULL, octets "
                + database.octetsType()
                + " NOT NULL, PRIMARY KEY (message, position))",
            // Messages that have chunks already and are not committed yet.
            "CREATE TABLE incoming (message " + key + " PRIMARY KEY)");
    return new Schema("schema_version", List.of(first), QueueException::of);
  }
}
