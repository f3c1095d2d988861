package org.mailshim.pop3.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.store.MaildropName;
import org.mailshim.transport.CertificateIdentity;

/**
 * How clients log in.
 *
 * @param directory who they are
 * @param mechanisms what AUTH may offer; those that the directory, or the connection, cannot serve
 *     are left out; copied
 * @param inClear whether passwords and tokens may come without TLS: for tests, and for networks
 *     where nobody listens
 * @param userPass whether USER and PASS are known
 * @param apop whether APOP is, provided that the directory has the passwords themselves. Its MD5 is
 *     weak (RFC 1939 §13, CVE-2007-1558), and keeping passwords to serve it is weaker
 * @param certificates whose client certificates are, for EXTERNAL
 * @param maildrops which maildrop an identity has
 */
public record LoginPolicy(
    UserDirectory directory,
    List<Mechanism> mechanisms,
    boolean inClear,
    boolean userPass,
    boolean apop,
    CertificateIdentity certificates,
    MaildropOwner maildrops) {
  /** Whose maildrop it is. Called on many threads at once. */
  public interface MaildropOwner {
    /** The maildrop that has the identity's name. */
    MaildropOwner SAME_NAME =
        identity ->
            MaildropName.isName(identity)
                ? Optional.of(new MaildropName(identity))
                : Optional.empty();

    /**
     * The maildrop of somebody who has logged in.
     *
     * @param identity the authorization identity
     * @return the maildrop's name; empty when there is none for him, which is told as a wrong login
     */
    Optional<MaildropName> of(String identity);
  }

  /** Copies the mechanisms. */
  public LoginPolicy {
    mechanisms = List.copyOf(mechanisms);
  }

  /**
   * USER and PASS, APOP, and all mechanisms that the directory serves but ANONYMOUS; passwords only
   * under TLS; nobody's certificates; the maildrop that has the identity's name.
   *
   * @param directory who may log in
   * @return the policy
   */
  public static LoginPolicy with(UserDirectory directory) {
    List<Mechanism> mechanisms = new ArrayList<>(List.of(Mechanism.values()));
    mechanisms.remove(Mechanism.ANONYMOUS);
    return new LoginPolicy(
        directory,
        mechanisms,
        false,
        true,
        true,
        CertificateIdentity.NOBODY,
        MaildropOwner.SAME_NAME);
  }

  /**
   * This, with or without TLS.
   *
   * @return the policy that takes passwords in clear
   */
  public LoginPolicy allowedInClear() {
    return new LoginPolicy(directory, mechanisms, true, userPass, apop, certificates, maildrops);
  }

  /**
   * This with other maildrops.
   *
   * @param other which maildrop an identity has
   * @return the policy
   */
  public LoginPolicy withMaildrops(MaildropOwner other) {
    return new LoginPolicy(directory, mechanisms, inClear, userPass, apop, certificates, other);
  }

  /**
   * This with certificates for EXTERNAL.
   *
   * @param other whose client certificates are
   * @return the policy
   */
  public LoginPolicy withCertificates(CertificateIdentity other) {
    return new LoginPolicy(directory, mechanisms, inClear, userPass, apop, other, maildrops);
  }

  /** Whether the directory has what APOP needs, as CRAM-MD5 does: the passwords themselves. */
  boolean servesApop() {
    return apop && directory.mechanisms().contains(Mechanism.CRAM_MD5);
  }

  /** Whether the directory can check a password. */
  boolean servesPasswords() {
    return userPass && directory.mechanisms().contains(Mechanism.PLAIN);
  }
}
