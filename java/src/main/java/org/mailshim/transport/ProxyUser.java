package org.mailshim.transport;

import org.mailshim.sasl.Secret;

/**
 * Who a {@link Proxy} is told that we are.
 *
 * @param name the user name, up to 255 octets of UTF-8; for HTTP without a colon
 * @param password up to 255 octets of UTF-8; stays the caller's and must be open while it is used
 */
public record ProxyUser(String name, Secret password) {}
