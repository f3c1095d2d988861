/** The surface of {@code mailshim.h}: our own life cycle, last error and log, in C. */
@org.jspecify.annotations.NullMarked
package org.mailshim.abi.core;
