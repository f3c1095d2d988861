/**
 * Benchmarks of the engine against peers that do the same, in one run on one machine, as ratios
 * ({@code make bench}). Compiled with {@code -Pbench} only.
 */
package org.mailshim.bench;
