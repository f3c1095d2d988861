/**
 * Events for the JDK's Flight Recorder: sessions, transactions, queue, DNS.
 *
 * <p>{@code SmtpClient}, {@code Pop3Client} and {@code MxLookup} make theirs by themselves wherever
 * the module {@code jdk.jfr} is there; for servers, queue and resolvers {@code
 * org.mailshim.FlightRecording} wraps their observers. While nothing is recorded, an event costs an
 * allocation that the compiler mostly removes. A runtime without {@code jdk.jfr}, as the one beside
 * the C libraries, loads none of this.
 */
@NullMarked
package org.mailshim.jfr;

import org.jspecify.annotations.NullMarked;
