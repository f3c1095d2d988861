package org.mailshim.store;

import java.util.HexFormat;

/**
 * What a listing says about a message in the database. Immutable.
 *
 * @param number its place in the order of arrival; no other message of its maildrop ever has it
 * @param body what its chunks hang on
 * @param octets how many are kept
 * @param wireOctets how many it has on the wire
 */
record StoredMessage(long number, long body, long octets, long wireOctets) {
  /**
   * The unique-id: the number alone would do, but where a database is restored from an old copy,
   * and numbers are given a second time, the random body parts one message from the other.
   */
  String uniqueId() {
    return number + "." + HexFormat.of().toHexDigits(body);
  }
}
