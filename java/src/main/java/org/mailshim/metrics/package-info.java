/**
 * What clients have counted, as metrics of Micrometer: for programs that have {@code
 * micrometer-core}, which mailshim does not bring.
 */
@NullMarked
package org.mailshim.metrics;

import org.jspecify.annotations.NullMarked;
