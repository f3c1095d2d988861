package org.mailshim.dns;

/**
 * One host that takes mail for a domain (RFC 5321 section 5.1).
 *
 * @param preference 0 to 65535; lower is tried first. 0 for an implicit MX
 * @param host the host's name as A-labels in lower case, without a final dot
 */
public record MailExchanger(int preference, String host) {}
