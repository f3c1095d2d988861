package org.mailshim.retrieval;

import java.time.Instant;
import java.util.Optional;

/**
 * How a mailbox stands. Immutable.
 *
 * @param last what came of it last; empty before the first collection
 * @param failures how many collections have failed since the last success
 * @param next when it is collected next; in the past while that is under way
 */
public record CollectionStatus(Optional<CollectionReport> last, int failures, Instant next) {}
