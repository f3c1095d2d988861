/**
 * Filters for spam and viruses that look at each whole message before a server answers for it:
 * programs of this host ({@link org.mailshim.filter.ProgramFilter}), clamd ({@link
 * org.mailshim.filter.ClamdFilter}), spamd ({@link org.mailshim.filter.SpamdFilter}), or a {@link
 * org.mailshim.filter.MessageFilter} of one's own. {@link org.mailshim.filter.FilterSink} puts them
 * on a message's way.
 *
 * <p>A filter says accept, tag, refuse or defer. One that is ill says so, and then the message is
 * deferred, unless it was decided to take mail unfiltered. No filter changes a message but by the
 * fields that a tag writes above it.
 */
@NullMarked
package org.mailshim.filter;

import org.jspecify.annotations.NullMarked;
