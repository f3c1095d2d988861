package org.mailshim.abi;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Opaque tokens that C programs hold in place of Java objects.
 *
 * <p>A token is 64 bits, never zero, never the address of anything: from the top, a mark of 8 bits
 * that no user-space address has, the kind of object (8 bits), the slot's generation (20 bits), and
 * the slot (28 bits). Freeing a slot raises its generation, so a token that was freed, that belongs
 * to another kind, or that never was one finds nothing. After 2²⁰ reuses of one slot a stale token
 * could meet its successor.
 *
 * <p>Look-ups take no lock and may run on any thread; {@link #add} and {@link #remove} take one.
 *
 * @param <T> what the tokens of this kind stand for
 */
public final class Handles<T> {
  private static final long MARK = 0x5AL << 56;
  private static final int KIND_SHIFT = 48;
  private static final int KIND_MASK = 0xFF;
  private static final int GENERATION_SHIFT = 28;
  private static final int GENERATION_MASK = (1 << 20) - 1;
  private static final int SLOT_MASK = (1 << GENERATION_SHIFT) - 1;

  /** Immutable, so that a reader without the lock sees token and object together. */
  private record Slot<T>(long token, T object) {}

  private final long prefix;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Slot<T>[] slots;
  private int[] generations = new int[16];
  private int[] free = new int[16];
  private int freeCount;
  private int used;

  /**
   * Makes an empty table.
   *
   * @param kind 1..255, different for each table of the process
   * @param name what a C programmer calls such a handle, for error texts
   */
  public Handles(int kind, String name) {
    if (kind < 1 || kind > 255) {
      throw new IllegalArgumentException("handle kind " + kind);
    }
    this.prefix = MARK | ((long) kind << KIND_SHIFT);
    this.name = name;
    this.slots = newSlots(16);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic record
  private static <T> @Nullable Slot<T>[] newSlots(int length) {
    return new Slot[length];
  }

  /**
   * Hands out a token.
   *
   * @param object what it stands for
   * @return the token
   */
  public long add(T object) {
    lock.lock();
    try {
      if (freeCount == 0 && used == slots.length) {
        grow();
      }
      int index = freeCount > 0 ? free[freeCount - 1] : used;
      long token = prefix | ((long) generations[index] << GENERATION_SHIFT) | index;
      Slot<T> slot = new Slot<>(token, object);
      // Nothing below fails: without memory the table stays as it was.
      if (freeCount > 0) {
        freeCount--;
      } else {
        used++;
      }
      @Nullable Slot<T>[] current = slots;
      current[index] = slot;
      slots = current; // publishes the element
      return token;
    } finally {
      lock.unlock();
    }
  }

  private void grow() {
    int length = slots.length * 2;
    if (length > SLOT_MASK) {
      throw new OutOfMemoryError("more than " + SLOT_MASK + " handles (" + name + ")");
    }
    @Nullable Slot<T>[] longer = newSlots(length);
    System.arraycopy(slots, 0, longer, 0, slots.length);
    generations = Arrays.copyOf(generations, length);
    free = Arrays.copyOf(free, length);
    slots = longer;
  }

  /**
   * Finds what a token stands for.
   *
   * @param token what the C program passed
   * @return the object
   * @throws AbiException with {@link ErrorCode#HANDLE} if the token is NULL, stale, of another kind
   *     or no token at all
   */
  public T get(long token) {
    Slot<T> slot = find(token);
    if (slot == null) {
      throw new AbiException(ErrorCode.HANDLE, describe(token));
    }
    return slot.object;
  }

  /**
   * Whether a token stands for something now.
   *
   * @param token what the C program passed
   * @return whether {@link #get} would find it
   */
  public boolean isOpen(long token) {
    return find(token) != null;
  }

  private @Nullable Slot<T> find(long token) {
    @Nullable Slot<T>[] current = slots;
    int index = (int) token & SLOT_MASK;
    if (index >= current.length) {
      return null;
    }
    Slot<T> slot = current[index];
    return slot != null && slot.token == token ? slot : null;
  }

  /**
   * Whether a token is of this table's kind, be it good or stale.
   *
   * @param token what the C program passed
   * @return false for tokens of other tables, and what is no token
   */
  public boolean isOfThisKind(long token) {
    return isOfKind(token, (int) (prefix >>> KIND_SHIFT) & KIND_MASK);
  }

  /**
   * Whether a token is of a kind, be it good or stale; for who does not want to make that kind's
   * table to find out.
   *
   * @param token what the C program passed
   * @param kind as the table was made with
   * @return false for tokens of other kinds, and what is no token
   */
  public static boolean isOfKind(long token, int kind) {
    return token >>> KIND_SHIFT == (MARK >>> KIND_SHIFT | kind);
  }

  /**
   * Takes a token back; from now on it is stale. Taking it back twice does nothing.
   *
   * @param token the token
   */
  public void remove(long token) {
    lock.lock();
    try {
      if (find(token) == null) {
        return;
      }
      int index = (int) token & SLOT_MASK;
      @Nullable Slot<T>[] current = slots;
      current[index] = null;
      slots = current;
      generations[index] = (generations[index] + 1) & GENERATION_MASK;
      free[freeCount++] = index;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many tokens are handed out.
   *
   * @return their number
   */
  public int size() {
    lock.lock();
    try {
      return used - freeCount;
    } finally {
      lock.unlock();
    }
  }

  private String describe(long token) {
    if (token == 0) {
      return "the " + name + " is NULL; did the call that should have made it fail?";
    }
    if (isOfThisKind(token)) {
      return "the " + name + " was closed already";
    }
    return "0x" + Long.toHexString(token) + " is not a " + name;
  }
}
