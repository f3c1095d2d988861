package org.mailshim.dns;

/**
 * One host that offers a service (RFC 2782).
 *
 * @param priority 0 to 65535; lower is tried first
 * @param weight 0 to 65535: how often it is tried first among those of equal priority
 * @param host the host's name as A-labels in lower case, without a final dot
 * @param port where it listens, 0 to 65535
 */
public record ServiceHost(int priority, int weight, String host, int port) {}
