/**
 * The bridge from C: what every surface shares. One package below this one per surface.
 *
 * <p>A call's way in: the exported C function is a generated trampoline; it widens its arguments
 * and calls the surface's one upcall stub, which {@link org.mailshim.abi.Boot} links when the
 * surface has been called some times; until then the C side takes the same arguments the same way
 * through JNI, which costs a call more and a boot nothing. The generated {@code …Dispatch} class
 * switches to the typed method that carries {@link org.mailshim.abi.Entry}, and hands whatever that
 * throws to {@link org.mailshim.abi.Guard}. Nothing escapes: an exception that left an upcall would
 * end the host.
 *
 * <p>What C holds of Java is a token from {@link org.mailshim.abi.Handles}, never an address. What
 * Java holds of C is an address, read through {@link org.mailshim.abi.CString} while the call
 * lasts. Calls back into C go out on platform threads only, in order for each object ({@link
 * org.mailshim.abi.SerialLane}), and with no lock held; {@link org.mailshim.abi.GuestThreads} makes
 * these threads, and the sessions', with the host's signals blocked.
 *
 * <p>{@link org.mailshim.abi.Surface}, {@link org.mailshim.abi.Entry} and {@link
 * org.mailshim.abi.NativeEntry} are the input of the generator {@code org.mailshim.abi.gen}, which
 * is a build-time program and no part of this module.
 */
@org.jspecify.annotations.NullMarked
package org.mailshim.abi;
