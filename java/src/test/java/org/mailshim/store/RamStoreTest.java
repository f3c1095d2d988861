package org.mailshim.store;

/** The contract, in memory. */
final class RamStoreTest extends MaildropStoreContract {
  @Override
  MaildropStore store(Quota quota) {
    return new RamStore(quota);
  }
}
