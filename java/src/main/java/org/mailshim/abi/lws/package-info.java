/**
 * libwebsockets' mail helper, {@code lws_email_*}, over the engine.
 *
 * <p>The host's side of it is C ({@code native/src/lws}), and not this package: it is a state
 * machine on the host's own event loop, where nothing may wait, and entering Java may. So each
 * struct has a thread of its own there, which comes here with one mail at a time and sends it:
 * {@link org.mailshim.abi.lws.Lws#send}. What the host has to be told or asked meanwhile goes back
 * through one C function, {@link org.mailshim.abi.lws.HostLoop}.
 *
 * <p>{@link org.mailshim.abi.lws.Mailer} is what a struct is here: it keeps the session for the
 * mails that follow at once, and ends it when there are none.
 */
@org.jspecify.annotations.NullMarked
package org.mailshim.abi.lws;
