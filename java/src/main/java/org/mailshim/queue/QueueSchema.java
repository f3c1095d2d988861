package org.mailshim.queue;

import java.util.List;
import org.mailshim.database.Database;
import org.mailshim.database.Schema;

/**
 * The tables of the queue.
 *
 * <p>{@code due} of a recipient who is claimed is when the lease expires, so that one index finds
 * those who are due for the first time, those who were deferred, and those whose deliverer is dead.
 * {@code destination} is the domain of the forward-path in lower case; it stands in that index so
 * that rows of destinations which have no room are passed over without being read.
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
    // What was queued before has no destination, so nothing keeps it from being claimed.
    List<String> second =
        List.of(
            "CREATE TABLE recipient_2 (message BIGINT NOT NULL, position INTEGER NOT NULL,"
                + " forward_path TEXT NOT NULL, destination TEXT NOT NULL,"
                + " parameters TEXT NOT NULL, state INTEGER NOT NULL, due BIGINT NOT NULL,"
                + " lease BIGINT NOT NULL, attempts INTEGER NOT NULL, reply TEXT NOT NULL,"
                + " PRIMARY KEY (message, position))"
                + database.clustered(),
            "INSERT INTO recipient_2 SELECT message, position, forward_path, '', parameters,"
                + " state, due, lease, attempts, reply FROM recipient",
            "DROP TABLE recipient",
            "ALTER TABLE recipient_2 RENAME TO recipient",
            "CREATE INDEX recipient_due ON recipient (state, due, message, destination)");
    // Whether the sender knows that the message is late, who is told once.
    List<String> third =
        List.of("ALTER TABLE recipient ADD COLUMN warned INTEGER NOT NULL DEFAULT 0");
    return new Schema("schema_version", List.of(first, second, third), QueueException::of);
  }
}
