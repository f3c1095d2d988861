/**
 * Events for the JDK's Flight Recorder: sessions, transactions, queue, DNS.
 *
 * <p>{@code SmtpClient}, {@code Pop3Client}, {@code MxLookup} and {@code MailServer} make theirs by
 * themselves wherever the module {@code jdk.jfr} is there; parts of a server that a program puts
 * together by itself do when {@code org.mailshim.FlightRecording} wraps their observers. While
 * nothing is recorded, an event costs an allocation that the compiler mostly removes. A runtime
 * without {@code jdk.jfr}, as the one beside the C libraries, loads none of this.
 */
@NullMarked
package org.mailshim.jfr;

import org.jspecify.annotations.NullMarked;
