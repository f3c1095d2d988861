/**
 * The build-time generator of the C bridge. It reads the sources of the surfaces (classes with
 * {@code @Surface}, methods with {@code @Entry}) and writes everything that would otherwise have to
 * be kept in step by hand: headers, trampolines, version scripts, dispatchers and the matrix. All
 * of it is checked in.
 *
 * <p>It parses source text with the compiler tree API and needs nothing compiled, so its input may
 * refer to its output. Run with {@code make generate}. It is no part of the module.
 */
package org.mailshim.abi.gen;
