package org.mailshim.policy;

import java.util.List;
import org.mailshim.database.Database;
import org.mailshim.database.Schema;

/** The table of what policies remember. Its name is its own, so that it may stand in a queue's. */
final class PolicySchema {
  private PolicySchema() {}

  /** The table as a kind of database wants it. */
  static Schema of(Database database) {
    List<String> first =
        List.of(
            "CREATE TABLE policy_state (kind TEXT NOT NULL, subject TEXT NOT NULL,"
                + " since BIGINT NOT NULL, amount BIGINT NOT NULL, expires BIGINT NOT NULL,"
                + " version BIGINT NOT NULL, PRIMARY KEY (kind, subject))"
                + database.clustered(),
            "CREATE INDEX policy_state_expires ON policy_state (expires)");
    return new Schema("policy_schema_version", List.of(first), PolicyStoreException::of);
  }
}
