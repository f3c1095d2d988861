/** The engine's public Java API. */
@org.jspecify.annotations.NullMarked
package org.mailshim;
