package org.mailshim.retrieval;

import java.util.List;
import org.mailshim.database.Database;
import org.mailshim.database.Schema;

/** The table of what was collected. Its name is its own, so that it may stand in a queue's. */
final class RetrievalSchema {
  private RetrievalSchema() {}

  /** The table as a kind of database wants it. */
  static Schema of(Database database) {
    List<String> first =
        List.of(
            "CREATE TABLE collected_message (mailbox TEXT NOT NULL, message TEXT NOT NULL,"
                + " collected BIGINT NOT NULL, PRIMARY KEY (mailbox, message))"
                + database.clustered());
    return new Schema("retrieval_schema_version", List.of(first), RetrievalException::of);
  }
}
