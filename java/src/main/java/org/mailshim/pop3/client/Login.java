package org.mailshim.pop3.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mailshim.pop3.ApopTimestamp;
import org.mailshim.pop3.Capabilities;
import org.mailshim.pop3.Command;
import org.mailshim.pop3.Pop3SyntaxException;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ResponseCode;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.ClientMechanism;
import org.mailshim.sasl.ClientMechanisms;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.SaslException;
import org.mailshim.transport.TlsConnection;

/**
 * Logs in, by one method after the other, the strongest first: SASL mechanisms that do not show the
 * password; APOP; those that do; USER and PASS. What shows a password is used under TLS only,
 * unless the caller allows more.
 *
 * <p>A refusal that says that the credentials are wrong, or that this is not the time, is the last
 * word; after another one the next method is tried, since a server may offer what it cannot do.
 */
final class Login {
  private final Conversation conversation;
  private final SessionOptions options;
  private final Capabilities capabilities;
  private final Optional<ApopTimestamp> timestamp;
  private final Credentials credentials;
  private final List<LoginOutcome.Attempt> attempts = new ArrayList<>();

  Login(
      Conversation conversation,
      SessionOptions options,
      Capabilities capabilities,
      Optional<ApopTimestamp> timestamp,
      Credentials credentials) {
    this.conversation = conversation;
    this.options = options;
    this.capabilities = capabilities;
    this.timestamp = timestamp;
    this.credentials = credentials;
  }

  /** A method that can be tried. */
  private interface Method {
    /** How it failed; empty when it did not. */
    Optional<LoginOutcome.Attempt> attempt();
  }

  private record Named(String name, Method method) {}

  LoginOutcome run() {
    List<Named> methods = methods();
    for (Named method : methods) {
      Optional<LoginOutcome.Attempt> failure = method.method().attempt();
      if (failure.isEmpty()) {
        return new LoginOutcome.LoggedIn(method.name());
      }
      attempts.add(failure.get());
      if (isLastWord(failure.get())) {
        break;
      }
    }
    return attempts.isEmpty()
        ? new LoginOutcome.NoMethod(offer())
        : new LoginOutcome.Failed(attempts);
  }

  private static boolean isLastWord(LoginOutcome.Attempt attempt) {
    return attempt.response().has(ResponseCode.AUTH)
        || attempt.response().has(ResponseCode.IN_USE)
        || attempt.response().has(ResponseCode.LOGIN_DELAY)
        || attempt.response().has(new ResponseCode("SYS"));
  }

  private List<String> offer() {
    List<String> offer = new ArrayList<>(capabilities.saslMechanisms());
    if (timestamp.isPresent()) {
      offer.add("APOP");
    }
    if (capabilities.has(Capabilities.USER)) {
      offer.add("USER");
    }
    return offer;
  }

  private List<Named> methods() {
    boolean clearText = isEncrypted() || options.security().clearText();
    List<Mechanism> offered = new ArrayList<>();
    for (String name : capabilities.saslMechanisms()) {
      Mechanism.of(name).ifPresent(offered::add);
    }
    List<Named> methods = new ArrayList<>();
    List<Named> clear = new ArrayList<>();
    for (Mechanism mechanism :
        ClientMechanisms.usable(credentials, offered, binding(), isEncrypted(), clearText)) {
      List<Named> place = mechanism.sendsSecretInClear() ? clear : methods;
      place.add(new Named(mechanism.text(), () -> sasl(mechanism, offered)));
    }
    if (credentials instanceof Credentials.Password password
        && password.authorizationIdentity().isEmpty()) {
      timestamp.ifPresent(stamp -> methods.add(new Named("APOP", () -> apop(stamp, password))));
      // A server without CAPA has USER by RFC 1939's silence.
      boolean userPass = capabilities.has(Capabilities.USER) || capabilities.lines().isEmpty();
      if (userPass && clearText) {
        clear.add(new Named("USER", () -> userPass(password)));
      }
    }
    methods.addAll(clear);
    return methods;
  }

  private boolean isEncrypted() {
    return conversation.connection() instanceof TlsConnection;
  }

  private Optional<ChannelBinding> binding() {
    if (!(conversation.connection() instanceof TlsConnection tls)) {
      return Optional.empty();
    }
    Optional<ChannelBinding> exporter = tls.channelBinding(ChannelBinding.TLS_EXPORTER);
    return exporter.isPresent()
        ? exporter
        : tls.channelBinding(ChannelBinding.TLS_SERVER_END_POINT);
  }

  private Optional<LoginOutcome.Attempt> sasl(Mechanism mechanism, List<Mechanism> offered) {
    try (ClientMechanism started =
        ClientMechanisms.start(
            mechanism, offered, credentials, "pop", options.host(), binding(), options.random())) {
      return new Authentication(conversation, started).run();
    } catch (SaslException e) {
      // Nothing was said to the server.
      Response none = Response.err("(not asked)");
      return Optional.of(
          new LoginOutcome.Attempt(mechanism.text(), Optional.of(e.getMessage()), none));
    }
  }

  private Optional<LoginOutcome.Attempt> apop(ApopTimestamp stamp, Credentials.Password password) {
    byte[] octets = password.password().octets();
    String digest = stamp.digest(octets);
    Arrays.fill(octets, (byte) 0);
    return ask(
        "APOP", Stage.APOP, () -> new Command.Apop(password.authenticationIdentity(), digest));
  }

  private Optional<LoginOutcome.Attempt> userPass(Credentials.Password password) {
    Optional<LoginOutcome.Attempt> refused =
        ask("USER", Stage.USER, () -> new Command.User(password.authenticationIdentity()));
    return refused.isPresent() ? refused : ask("USER", Stage.PASS, () -> pass(password));
  }

  private static Command pass(Credentials.Password password) {
    byte[] octets = password.password().octets();
    try {
      return new Command.Pass(new String(octets, UTF_8));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private interface Making {
    Command command();
  }

  /** A command that a name or password cannot be put into is not sent. */
  private Optional<LoginOutcome.Attempt> ask(String method, Stage stage, Making making) {
    Command command;
    try {
      command = making.command();
    } catch (Pop3SyntaxException e) {
      Response none = Response.err("(not asked)");
      return Optional.of(new LoginOutcome.Attempt(method, Optional.of(e.getMessage()), none));
    }
    Response response = conversation.ask(stage, command);
    if (response.status() == Response.Status.CONTINUE) {
      throw conversation.misplaced(stage, response);
    }
    return response.isOk()
        ? Optional.empty()
        : Optional.of(new LoginOutcome.Attempt(method, Optional.empty(), response));
  }
}
