package org.mailshim.pop3.client;

/**
 * A message on the server. Immutable.
 *
 * @param number its message-number in this session, from 1
 * @param octets its size, as the server says
 * @param key what names it in every session
 */
public record IdentifiedMessage(int number, long octets, MessageKey key) {}
