package org.mailshim.policy;

/** Remembering in memory. */
final class RamPolicyStoreTest extends PolicyStoreContract {
  @Override
  PolicyStore open() {
    return new RamPolicyStore();
  }
}
