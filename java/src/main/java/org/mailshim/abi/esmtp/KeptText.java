package org.mailshim.abi.esmtp;

import org.jspecify.annotations.Nullable;

/** Text with a copy in C memory, made when first asked for. */
final class KeptText {
  private @Nullable String text;
  private long address;

  /** The copy's address, good until another text is asked for; 0 for null. */
  long address(@Nullable String wanted) {
    if (wanted == null) {
      return 0;
    }
    if (!wanted.equals(text)) {
      free();
      address = HostCalls.keep(wanted);
      text = wanted;
    }
    return address;
  }

  void free() {
    HostCalls.free(address);
    address = 0;
    text = null;
  }
}
