package org.mailshim.retrieval;

/** Remembering in memory. */
final class RamCollectionMemoryTest extends CollectionMemoryContract {
  @Override
  CollectionMemory open() {
    return new RamCollectionMemory();
  }
}
