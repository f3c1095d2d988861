package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.ApopTimestamp;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.Response;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.Secret;
import org.mailshim.sasl.ServerDialogue;
import org.mailshim.sasl.ServerDialogue.Outcome;
import org.mailshim.sasl.StoredCredential;
import org.mailshim.sasl.UserDirectory;
import org.mailshim.sasl.UserDirectoryException;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.StoreException;

/**
 * The AUTHORIZATION state (RFC 1939 §4): finds out who the client is, and locks the maildrop.
 *
 * <p>A login goes: the hook is asked, then the user directory unless the hook has decided; then the
 * maildrop's rest (LOGIN-DELAY) and its lock. Only wrong credentials cost a delay and count as
 * failures; the answer is the same for a user that is not there and for a wrong password.
 */
final class Authorization implements SessionState {
  private final Pop3ServerSession session;
  private final Optional<ApopTimestamp> timestamp;
  private Optional<String> user = Optional.empty();
  private int failures;
  private @Nullable ServerDialogue exchange;

  /** Begins with a greeting's time stamp, if it had one. */
  Authorization(Pop3ServerSession session, Optional<ApopTimestamp> timestamp) {
    this.session = session;
    this.timestamp = timestamp;
  }

  @Override
  public String text() {
    return "AUTHORIZATION";
  }

  /** Whether the next line is no command but belongs to an AUTH exchange. */
  boolean isInExchange() {
    return exchange != null;
  }

  Answer answer(Command command) {
    return switch (command) {
      case Command.User name -> user(name);
      case Command.Pass pass -> pass(pass);
      case Command.Apop apop -> apop(apop);
      case Command.Auth auth -> auth(auth);
      case Command.Stls stls -> stls();
      case Command.Utf8 utf8 -> Answer.line(Responses.UTF8);
      case Command.Capa capa -> Offer.answer(Offer.beforeLogin(session));
      case Command.Lang lang -> Offer.language(lang);
      case Command.Quit quit -> new Answer.Last(Responses.GOODBYE, "said goodbye");
      default -> throw new AssertionError(command.verb() + " is not for this state");
    };
  }

  private Answer stls() {
    user = Optional.empty();
    if (session.facts().isEncrypted()) {
      return session.erred(Responses.TLS_ALREADY);
    }
    return session.canBeginTls()
        ? new Answer.BeginTls(Responses.BEGIN_TLS)
        : session.erred(Responses.NO_TLS);
  }

  private Answer user(Command.User command) {
    user = Optional.empty();
    if (!session.options().logins().servesPasswords()) {
      return session.erred(Responses.NO_USER);
    }
    if (!session.takesSecretsInClear()) {
      return session.erred(Responses.TLS_WANTED);
    }
    user = Optional.of(command.name());
    return Answer.line(Responses.USER);
  }

  private Answer pass(Command.Pass command) {
    if (user.isEmpty()) {
      return session.erred(Responses.USER_FIRST);
    }
    String name = user.get();
    user = Optional.empty();
    UserDirectory directory = session.options().logins().directory();
    try (Secret password = Secret.of(command.password())) {
      var attempt = new LoginAttempt.Password(name, password);
      return login(attempt, () -> directory.verify(name, password));
    }
  }

  private Answer apop(Command.Apop command) {
    user = Optional.empty();
    if (timestamp.isEmpty()) {
      return session.erred(Responses.NO_APOP);
    }
    var attempt = new LoginAttempt.Apop(command.name(), timestamp.get(), command.digest());
    return login(attempt, () -> verify(attempt));
  }

  /** Takes as long for a user that is not there. */
  private boolean verify(LoginAttempt.Apop attempt) {
    UserDirectory directory = session.options().logins().directory();
    Optional<StoredCredential> found = directory.find(attempt.user());
    StoredCredential credential =
        found.orElseGet(() -> directory.decoys().credential(attempt.user()));
    if (!(credential instanceof StoredCredential.Password stored)) {
      return false;
    }
    byte[] password = stored.password().octets();
    try {
      byte[] expected = attempt.timestamp().digest(password).getBytes(US_ASCII);
      byte[] given = lowerCase(attempt.digest()).getBytes(US_ASCII);
      return MessageDigest.isEqual(expected, given) && found.isPresent();
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  private static String lowerCase(String digest) {
    char[] letters = digest.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (char) (letters[i] | 0x20); // digits have this bit already
    }
    return new String(letters);
  }

  /** Asks the directory whether the client may in; may throw its exception. */
  private interface Check {
    boolean passes();
  }

  private Answer login(LoginAttempt attempt, Check check) {
    return concluded(decide(attempt, check));
  }

  private Answer concluded(Answer answer) {
    Response said = session.concluded(answer.first());
    return answer instanceof Answer.Last last
        ? new Answer.Last(said, last.reason())
        : Answer.line(said);
  }

  private Answer decide(LoginAttempt attempt, Check check) {
    Decision<MaildropName> decision;
    try {
      decision = session.setup().hooks().login(session.facts(), attempt);
    } catch (RuntimeException e) {
      return session.troubled("asking the login hook", e, Responses.INTERNAL_ERROR);
    }
    if (decision instanceof Decision.Refuse<MaildropName> refused) {
      return failed(attempt.user(), "refused by a hook", refused.response());
    }
    if (decision instanceof Decision.TakeOver<MaildropName> taken) {
      return open(attempt.user(), taken.with());
    }
    try {
      if (!check.passes()) {
        return failed(attempt.user(), "wrong credentials", Responses.BAD_CREDENTIALS);
      }
    } catch (UserDirectoryException e) {
      return session.troubled("checking a login", e, Responses.NO_DIRECTORY);
    }
    return openOwn(attempt.user());
  }

  private Answer openOwn(String identity) {
    Optional<MaildropName> name = session.options().logins().maildrops().of(identity);
    return name.isEmpty()
        ? failed(identity, "has no maildrop", Responses.BAD_CREDENTIALS)
        : open(identity, name.get());
  }

  private Answer open(String identity, MaildropName name) {
    LoginTimes times = session.setup().loginTimes();
    Duration rest = times.rest(name);
    if (!rest.isZero()) {
      return Answer.line(Responses.loginDelay(rest.toSeconds() + 1));
    }
    try {
      Optional<Maildrop> maildrop = session.setup().store().lock(name);
      if (maildrop.isEmpty()) {
        return Answer.line(Responses.IN_USE);
      }
      times.opened(name);
      session.loggedIn(identity, new Transaction(session, maildrop.get()));
      return Answer.line(Responses.loggedIn(maildrop.get().count()));
    } catch (StoreException e) {
      return session.troubled("opening a maildrop", e, Responses.trouble(e));
    }
  }

  /** The delay holds this session up and nobody else; nothing is locked meanwhile. */
  private Answer failed(String name, String reason, Response response) {
    failures++;
    ServerLimits limits = session.options().limits();
    session.loginFailed(name, reason);
    session.setup().pause().pause(limits.delay(failures));
    return failures < limits.loginTries()
        ? Answer.line(response)
        : new Answer.Last(Responses.TOO_MANY_LOGINS, "too many failed logins");
  }

  private Answer auth(Command.Auth command) {
    user = Optional.empty();
    Optional<Mechanism> mechanism = Mechanism.of(command.mechanism());
    if (mechanism.isEmpty() || !Authentication.usable(session).contains(mechanism.get())) {
      boolean needsTls = mechanism.isPresent() && mechanism.get().sendsSecretInClear();
      return session.erred(
          needsTls && !session.takesSecretsInClear()
              ? Responses.TLS_WANTED
              : Responses.NO_MECHANISM);
    }
    ServerDialogue begun = Authentication.start(session, mechanism.get());
    exchange = begun;
    return answer(begun, begun.begin(command.initialResponse()));
  }

  /** The next line of an AUTH exchange. */
  Answer exchange(String line) {
    ServerDialogue going = exchange;
    if (going == null) {
      throw new AssertionError("no exchange is going on");
    }
    return answer(going, going.respond(line));
  }

  private Answer answer(ServerDialogue going, Outcome outcome) {
    if (outcome instanceof Outcome.Challenge challenge) {
      return Answer.line(Response.challenge(challenge.base64()));
    }
    close();
    return switch (outcome) {
      case Outcome.Challenge challenge -> throw new AssertionError("a challenge is no result");
      case Outcome.Cancelled cancelled -> session.erred(Responses.CANCELLED);
      case Outcome.Garbled garbled -> session.erred(Responses.BAD_BASE64);
      case Outcome.Success success -> {
        String mechanism = going.mechanism().text();
        var proven = new LoginAttempt.Proven(success.authorizationIdentity(), mechanism);
        yield login(proven, () -> true);
      }
      case Outcome.Failure failure -> failed(going.mechanism(), failure);
    };
  }

  private Answer failed(Mechanism mechanism, Outcome.Failure failure) {
    String reason = mechanism.text() + ": " + failure.reason();
    return failure.temporary()
        ? Answer.line(Responses.NO_DIRECTORY)
        : concluded(failed("(" + mechanism.text() + ")", reason, Responses.BAD_CREDENTIALS));
  }

  /** Ends an exchange that is going on. */
  @Override
  public void close() {
    ServerDialogue going = exchange;
    if (going != null) {
      going.close();
      exchange = null;
    }
  }
}
