/**
 * Fuzz tests: whatever octets come from a stranger, a parser gives a value or the exception that it
 * documents, and a value says the same when it is written and read again.
 *
 * <p>{@code mvn test} replays the seeds, which are files in the resource directory {@code
 * ‹class›Inputs/‹method›}, as a regression test. {@code make fuzz} lets each fuzz test run for some
 * seconds ({@code FUZZ_SECONDS}) with Jazzer, guided by coverage; {@code make fuzz
 * FUZZ=SaslFuzzTest} runs those of one class. An input that fails is left in {@code target/fuzz}:
 * mend the parser, and make the input a seed.
 *
 * <p>A new fuzz test is a method {@code @FuzzTest void name(byte[] input)} in a class of this
 * package whose name ends with {@code FuzzTest}; it is found by its annotation.
 */
package org.mailshim.fuzz;
