package org.mailshim.program;

/**
 * What became of one run of a {@link Program}. What it printed is at most as long as the program's
 * limit, read as UTF-8, and as it came: to be made printable before anybody sees it. Immutable.
 */
public sealed interface ProgramResult {

  /**
   * The program ended by itself.
   *
   * @param status 0 to 255, but for 126 and 127; 128 and the signal's number where a signal ended
   *     it
   * @param output what it printed, to its standard output and standard error
   */
  record Exited(int status, String output) implements ProgramResult {
    /** It ended well. */
    public static final int OK = 0;

    /** The user is not known ({@code EX_NOUSER} of {@code sysexits.h}). */
    public static final int NO_USER = 67;

    /** Try again later ({@code EX_TEMPFAIL} of {@code sysexits.h}). */
    public static final int TEMPORARY_FAILURE = 75;
  }

  /**
   * The program was ended before it was ready.
   *
   * @param reason for a person, one printable line
   * @param output what it had printed by then
   */
  record Unfinished(String reason, String output) implements ProgramResult {}

  /**
   * The program could not be started, or says so itself of another, as shells do: by 126 or 127.
   *
   * @param reason for a person, one printable line
   */
  record NotStarted(String reason) implements ProgramResult {}
}
