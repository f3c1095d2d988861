/** Mailing lists and forward files. */
@NullMarked
package org.mailshim.lists;

import org.jspecify.annotations.NullMarked;
