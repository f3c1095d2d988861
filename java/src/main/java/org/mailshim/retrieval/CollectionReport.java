package org.mailshim.retrieval;

import java.util.Optional;

/**
 * What came of collecting one mailbox once. What it counts is true also when it failed. Immutable.
 *
 * @param mailbox its name
 * @param listed how many messages were on the server
 * @param collected how many were taken, and are safe here
 * @param octets how many octets those had
 * @param passedOver how many were left there: too large, refused by the server, or not wanted by
 *     the target
 * @param deleted how many were deleted there; 0 when that is not known
 * @param failure why it ended early; empty when it did not
 */
public record CollectionReport(
    String mailbox,
    int listed,
    int collected,
    long octets,
    int passedOver,
    int deleted,
    Optional<CollectionFailure> failure) {}
