package org.mailshim.abi.esmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.Handles;
import org.mailshim.address.Ascii;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.ClientMechanism;
import org.mailshim.sasl.ClientMechanisms;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.SaslException;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.submission.SubmissionAuthenticator;

/**
 * An {@code auth_context_t}: which mechanisms are allowed, whom to ask, and the mechanism that is
 * being used.
 *
 * <p>PLAIN, LOGIN and EXTERNAL are small enough to be here, and take octets as the program gives
 * them. The others are those of {@link org.mailshim.sasl}. The program is asked when a value is
 * first needed, which may be before the server's first challenge or after it.
 *
 * <p>libESMTP's programs know PLAIN, LOGIN, CRAM-MD5, NTLM and EXTERNAL; whatever else there is has
 * to be {@link #allow allowed} by name. The mechanisms that are bound to the TLS connection can be
 * used when there is one.
 */
final class EsmtpContext implements SubmissionAuthenticator {
  static final Handles<EsmtpContext> HANDLES = new Handles<>(100, "auth_context_t");

  private static final int PLAIN_FLAG = 2;
  private static final int EXTERNAL_FLAG = 4;

  private final long handle = HANDLES.add(this);
  private final KeptText nameText = new KeptText();
  private final List<String> allowed = new ArrayList<>();
  private List<Mechanism> offered = List.of();
  private Optional<ChannelBinding> binding = Optional.empty();
  private int flags;
  private int leastStrength;
  private long interact;
  private long interactArgument;
  private @Nullable String externalIdentity;

  private @Nullable String mechanism;
  private int step;
  private byte @Nullable [] password;
  private @Nullable ClientMechanism exchange;
  private @Nullable Secret secret;
  private long response;

  long handle() {
    return handle;
  }

  void flags(int set, int clear) {
    flags = (flags | (set & ~EXTERNAL_FLAG)) & ~(clear & ~EXTERNAL_FLAG);
  }

  void leastStrength(int bits) {
    leastStrength = bits;
  }

  void interact(long function, long argument) {
    interact = function;
    interactArgument = argument;
  }

  /** Whom the client's certificate is for, in this conversation. */
  void certificateOwner(String identity) {
    if (externalIdentity == null) {
      externalIdentity = identity;
    }
  }

  void externalIdentity(@Nullable String identity) {
    externalIdentity = identity;
  }

  /** Allows a mechanism that is not used unless somebody asks for it; false when not known. */
  boolean allow(String name) {
    Optional<Mechanism> known = Mechanism.of(name);
    if (known.isPresent() && !allowed.contains(known.get().text())) {
      allowed.add(known.get().text());
    }
    return known.isPresent();
  }

  /** A conversation begins, in clear. */
  void begin() {
    binding = Optional.empty();
  }

  /** What the conversation's TLS connection can be bound by. */
  void binding(ChannelBinding tls) {
    binding = Optional.of(tls);
  }

  @Override
  public boolean isEnabled() {
    return interact != 0;
  }

  /** The mechanism's name for C; 0 when there is none. */
  long nameAddress() {
    return nameText.address(mechanism);
  }

  boolean hasMechanism() {
    return mechanism != null;
  }

  @Override
  public void offered(List<String> mechanisms) {
    List<Mechanism> known = new ArrayList<>(mechanisms.size());
    for (String each : mechanisms) {
      Optional<Mechanism> found = Mechanism.of(each);
      if (found.isPresent()) {
        known.add(found.get());
      }
    }
    offered = known;
  }

  @Override
  public boolean select(String name) {
    String wanted = Ascii.upperCase(name);
    if (!isAllowed(wanted)) {
      return false; // what was chosen before stays
    }
    restart();
    mechanism = wanted;
    return true;
  }

  private boolean isAllowed(String name) {
    if (leastStrength > 0) {
      return false;
    }
    return switch (name) {
      case "EXTERNAL" -> externalIdentity != null;
      case "PLAIN", "LOGIN" -> (flags & PLAIN_FLAG) != 0;
      case "CRAM-MD5" -> true;
      case "NTLM" -> ClientMechanisms.isAvailable(Mechanism.NTLM);
      default -> allowed.contains(name) && (binding.isPresent() || !name.endsWith("-PLUS"));
    };
  }

  private void restart() {
    step = 0;
    if (password != null) {
      Arrays.fill(password, (byte) 0);
      password = null;
    }
    if (exchange != null) {
      exchange.close();
      exchange = null;
    }
    if (secret != null) {
      secret.close();
      secret = null;
    }
  }

  @Override
  public byte @Nullable [] respond(byte @Nullable [] challenge) {
    if (mechanism == null) {
      return null;
    }
    if (challenge == null) {
      restart();
    }
    return switch (mechanism) {
      case "EXTERNAL" -> octets(externalIdentity);
      case "PLAIN" -> step == 0 ? plain() : null;
      case "LOGIN" -> login();
      default -> exchanged(challenge);
    };
  }

  private static byte @Nullable [] octets(@Nullable String text) {
    return text == null ? null : text.getBytes(ISO_8859_1);
  }

  private byte @Nullable [] ask(Form form) {
    return HostCalls.interact(interact, interactArgument, form.ordinal());
  }

  /** The form's answer is "user NUL password NUL", the response "NUL user NUL password". */
  private byte @Nullable [] plain() {
    byte[] answer = ask(Form.PLAIN);
    if (answer == null) {
      return null;
    }
    step = 1;
    byte[] message = new byte[answer.length];
    System.arraycopy(answer, 0, message, 1, answer.length - 1);
    Arrays.fill(answer, (byte) 0);
    return message;
  }

  private byte @Nullable [] login() {
    if (step == 0) {
      byte[] answer = ask(Form.LOGIN);
      if (answer == null) {
        return null;
      }
      step = 1;
      int end = indexOfNul(answer, 0);
      password = Arrays.copyOfRange(answer, end + 1, answer.length - 1);
      byte[] user = Arrays.copyOf(answer, end);
      Arrays.fill(answer, (byte) 0);
      return user;
    }
    boolean second = step == 1 && password != null;
    step = 2;
    return second && password != null ? password.clone() : null;
  }

  private static int indexOfNul(byte[] octets, int from) {
    int at = from;
    while (octets[at] != 0) {
      at++;
    }
    return at;
  }

  private byte @Nullable [] exchanged(byte @Nullable [] challenge) {
    try {
      if (exchange == null) {
        exchange = started();
      }
      if (exchange == null) {
        return null;
      }
      return challenge == null
          ? exchange.initialResponse().orElse(null)
          : exchange.respond(challenge);
    } catch (SaslException | IllegalArgumentException e) {
      return null; // a challenge that is none, a password that cannot be used: it ends with "*"
    }
  }

  private @Nullable ClientMechanism started() {
    Mechanism known = Mechanism.of(String.valueOf(mechanism)).orElseThrow();
    Form form =
        switch (known) {
          case OAUTHBEARER, XOAUTH2 -> Form.TOKEN;
          case NTLM -> Form.NTLM;
          default -> Form.PROOF;
        };
    byte[] answer = ask(form);
    if (answer == null) {
      return null;
    }
    int name = form == Form.NTLM ? indexOfNul(answer, 0) + 1 : 0;
    int end = indexOfNul(answer, name);
    String user = new String(answer, name, end - name, UTF_8);
    if (form == Form.NTLM) {
      user = new String(answer, 0, name - 1, UTF_8) + '\\' + user;
    }
    Secret given = Secret.of(Arrays.copyOfRange(answer, end + 1, answer.length - 1));
    secret = given;
    Arrays.fill(answer, (byte) 0);
    Credentials credentials =
        form == Form.TOKEN
            ? new Credentials.Token(user, given::copy)
            : new Credentials.Password(user, given);
    return ClientMechanisms.start(
        known, offered, credentials, "smtp", "", bindingFor(known), new SecureRandom());
  }

  /**
   * A program that has not allowed to bind cannot: else servers would take the offer for forged.
   */
  private Optional<ChannelBinding> bindingFor(Mechanism mechanism) {
    return allowed.contains(mechanism.text().replace("-PLUS", "") + "-PLUS")
        ? binding
        : Optional.empty();
  }

  @Override
  public boolean succeeded() {
    return exchange == null || exchange.succeeded();
  }

  /** {@link #respond} for C: the response's address, good until the next. */
  long keptResponse(byte @Nullable [] challenge, long length) {
    byte[] answer = respond(challenge);
    HostCalls.free(response);
    response = 0;
    HostCalls.store(length, answer == null ? 0 : answer.length);
    if (answer != null) {
      response = HostCalls.keep(answer);
      Arrays.fill(answer, (byte) 0);
    }
    return response;
  }

  void destroy() {
    HANDLES.remove(handle);
    restart();
    nameText.free();
    HostCalls.free(response);
    response = 0;
  }
}
