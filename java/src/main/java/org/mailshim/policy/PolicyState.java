package org.mailshim.policy;

import java.time.Instant;

/**
 * What a policy remembers about one key.
 *
 * @param since an instant whose meaning depends on the kind; kept to the millisecond
 * @param amount a number whose meaning depends on the kind
 * @param expires when it is forgotten; kept to the millisecond
 */
public record PolicyState(Instant since, long amount, Instant expires) {}
