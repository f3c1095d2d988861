/**
 * libESMTP's interface ({@code libesmtp.h}, {@code auth-client.h}): C shapes in, values out. What
 * is said to servers is the business of {@link org.mailshim.smtp.submission}.
 *
 * <p>A session runs on the thread that called {@code smtp_start_session}, and calls back on it.
 * Calls back into C, and what else only C can do, go through {@link
 * org.mailshim.abi.esmtp.HostCalls}, whose native methods {@code native/src/esmtp.c} registers: one
 * small class costs a boot nothing, where a linked downcall costs milliseconds.
 *
 * <p>Text is octets here: a program's addresses and header fields are sent as it gave them, in
 * whatever character set, so they live in strings of ISO 8859-1, one character for each octet.
 */
@org.jspecify.annotations.NullMarked
package org.mailshim.abi.esmtp;
