package org.mailshim.abi;

/** What a dispatcher needs of the real class. Remembers what it was told. */
public final class Guard {
  public static final boolean TRACING = true;
  public static String said = "";

  private Guard() {}

  public static void enter(String surface, String entry) {
    said = surface + " " + entry;
  }

  public static long failed(String entry, long failure, Throwable thrown) {
    said = entry + " failed: " + thrown.getMessage();
    return failure;
  }
}
