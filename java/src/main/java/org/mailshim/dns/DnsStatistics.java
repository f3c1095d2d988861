package org.mailshim.dns;

/**
 * What became of the questions of all resolvers that share a {@link DnsClients}, since it was made.
 * Immutable.
 *
 * @param hits answered from memory
 * @param misses answered by name servers, or not at all
 * @param failures those of the misses that got no usable answer
 * @param kept answers in memory now
 */
public record DnsStatistics(long hits, long misses, long failures, int kept) {}
