package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.address.AddressList;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.store.MaildirLayout;
import org.mailshim.store.MaildropName;

/**
 * Whose mail ends at this host, where it lies, and for whom mail is relayed where no parameter
 * wants a policy ({@link SrvPolicy}), as the parameters have it at the moment of the question. Any
 * thread.
 *
 * <p>Local are the domains {@code smtp_name} and {@code local_domains}. Their users are those of
 * the parameter {@code user}; where that names nobody and the host has a callback, which may know
 * users of its own, every name is one.
 */
final class LocalMail implements LocalRecipients, RelayPolicy, MaildirLayout {
  /** The name of a server whose host has not given one (RFC 6761). */
  static final String NAMELESS = "localhost";

  private static final String MAILDIR = "Maildir";

  /** Whether there is a callback that may know users. */
  interface Callbacks {
    boolean any();
  }

  /** What was made of two texts. */
  private record Domains(String name, String more, Set<Domain> all) {}

  private final Configuration configuration;
  private final SrvUsers users;
  private final Callbacks callbacks;
  private volatile Domains domains = new Domains("", "", Set.of());

  LocalMail(Configuration configuration, SrvUsers users, Callbacks callbacks) {
    this.configuration = configuration;
    this.users = users;
    this.callbacks = callbacks;
  }

  /**
   * The domains whose mail ends here.
   *
   * @throws AbiException with {@link ErrorCode#CONFIG} when one of them is none
   */
  Set<Domain> localDomains() {
    String name = configuration.text(Parameter.SMTP_NAME);
    String more = configuration.text(Parameter.LOCAL_DOMAINS);
    Domains made = domains;
    if (made.all.isEmpty() || !made.name.equals(name) || !made.more.equals(more)) {
      Set<Domain> all = new HashSet<>();
      all.add(domain(name.isEmpty() ? NAMELESS : name));
      for (String each : AddressList.words(more)) {
        all.add(domain(each));
      }
      made = new Domains(name, more, all);
      domains = made;
    }
    return made.all;
  }

  private static Domain domain(String text) {
    try {
      return Domain.parse(text);
    } catch (AddressSyntaxException e) {
      throw new AbiException(ErrorCode.CONFIG, "smtp_name, local_domains: " + e.getMessage());
    }
  }

  /** As they were when somebody asked for a recipient. */
  @Override
  public Set<Domain> domains() {
    return domains.all;
  }

  @Override
  public Optional<Reply> refusal(SessionFacts session, ForwardPath recipient) {
    return RelayPolicy.forDomains(localDomains(), List.of()).refusal(session, recipient);
  }

  @Override
  public Place find(ForwardPath recipient) {
    return LocalRecipients.of(localDomains(), this::maildrop).find(recipient);
  }

  private Optional<MaildropName> maildrop(String name) {
    UserTable table = users.table();
    boolean known = table.isEmpty() ? callbacks.any() : table.find(name).isPresent();
    return known && MaildropName.isName(name)
        ? Optional.of(new MaildropName(name))
        : Optional.empty();
  }

  @Override
  public Path directory(MaildropName name) {
    Optional<UserTable.User> user = users.table().find(name.text());
    if (user.isPresent() && user.get().home().isPresent()) {
      return user.get().home().get().resolve(MAILDIR);
    }
    return Path.of(configuration.text(Parameter.MBOX_DIR))
        .resolve(name.text().toLowerCase(Locale.ROOT));
  }
}
