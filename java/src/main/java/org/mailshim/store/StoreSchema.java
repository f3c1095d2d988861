package org.mailshim.store;

import java.util.List;
import org.mailshim.database.Database;
import org.mailshim.database.Schema;

/**
 * The tables of the maildrops. Their names are theirs alone, so that they may stand in the database
 * of a queue.
 *
 * <p>A row of {@code maildrop} stays for ever once it is there: it has the number that the last
 * message got, which is never given again. Chunks hang on the message's {@code body} and not on its
 * number, since a long message has chunks before it has a number.
 */
final class StoreSchema {
  private StoreSchema() {}

  /** The tables as a kind of database wants them. */
  static Schema of(Database database) {
    List<String> first =
        List.of(
            "CREATE TABLE maildrop (name TEXT PRIMARY KEY, last_number BIGINT NOT NULL,"
                + " messages BIGINT NOT NULL, octets BIGINT NOT NULL, holder BIGINT NOT NULL,"
                + " expires BIGINT NOT NULL)",
            "CREATE TABLE maildrop_message (maildrop TEXT NOT NULL, number BIGINT NOT NULL,"
                + " body BIGINT NOT NULL, octets BIGINT NOT NULL, wire_octets BIGINT NOT NULL,"
                + " PRIMARY KEY (maildrop, number))",
            "CREATE TABLE maildrop_chunk (body BIGINT NOT NULL, position INTEGER NOT NULL, octets "
                + database.octetsType()
                + " NOT NULL, PRIMARY KEY (body, position))",
            // Messages that have chunks already and are not committed yet.
            "CREATE TABLE maildrop_incoming (body "
                + database.keyType()
                + " PRIMARY KEY, begun BIGINT NOT NULL)");
    return new Schema("maildrop_schema_version", List.of(first), StoreException::of);
  }
}
