/**
 * Programs of this host that are given a message: filters, and the targets of forwards.
 *
 * <p>A {@link org.mailshim.program.Program} is run as its words say, by no shell; so nothing that a
 * stranger wrote into a message or an address is ever read as a command.
 */
@NullMarked
package org.mailshim.program;

import org.jspecify.annotations.NullMarked;
