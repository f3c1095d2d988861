package org.mailshim.smtp.submission;

/** How the server of a domain is found in the DNS. */
public enum Discovery {
  /** By the SRV records of {@code _submissions._tcp}: TLS from the first octet (RFC 8314 §5.1). */
  SUBMISSIONS,
  /** By those of {@code _submission._tcp}: TLS by STARTTLS (RFC 6186 §3.1). */
  SUBMISSION,
  /** By the domain's mail exchangers, on port 25 (RFC 5321 §5.1). */
  MX
}
