package org.mailshim.delivery;

import org.mailshim.smtp.client.SessionPool;

/**
 * What the attempts of one {@link Deliverer} share.
 *
 * @param pool the sessions
 * @param lanes how destinations fare
 */
record SharedSessions(SessionPool pool, Lanes lanes) {}
