/**
 * The bridge from C: what every surface shares. One package below this one per surface.
 *
 * <p>{@link org.mailshim.abi.Surface}, {@link org.mailshim.abi.Entry} and {@link
 * org.mailshim.abi.NativeEntry} are the input of the generator {@code org.mailshim.abi.gen}, which
 * is a build-time program and no part of this module.
 */
@org.jspecify.annotations.NullMarked
package org.mailshim.abi;
