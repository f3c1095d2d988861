/**
 * The LsoL module's C surface: {@code SRV…} functions over the engine.
 *
 * <p>C shapes only: handles, callbacks, the vendor's parameter names and return values. What goes
 * over the wire is the engine's business. {@link org.mailshim.abi.srv.Srv} holds the entries, one
 * static method for each exported function; {@link org.mailshim.abi.srv.ClientStream} is what a
 * {@code ServerStream} made by {@code SRVInitSendMsg…} stands for.
 */
@org.jspecify.annotations.NullMarked
package org.mailshim.abi.srv;
