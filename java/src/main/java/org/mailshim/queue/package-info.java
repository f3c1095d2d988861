/** Where a message is kept between its acceptance and its delivery. */
@NullMarked
package org.mailshim.queue;

import org.jspecify.annotations.NullMarked;
