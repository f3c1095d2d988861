package org.mailshim.mime;

/** Writes a part's octets in a transfer encoding, piece by piece. One part per instance. */
interface Encoder {
  /** Encodes the next piece, cut anywhere. */
  void encode(byte[] in, int from, int to, OctetBuffer out);

  /** Ends the part. */
  void finish(OctetBuffer out);
}
