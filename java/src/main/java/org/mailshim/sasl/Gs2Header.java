package org.mailshim.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/**
 * The head of a client's first message in SCRAM and OAUTHBEARER (RFC 5801 §4): whether it binds to
 * the channel, and who it wants to act as.
 *
 * <p>The flag is {@code p=type} when it does, {@code y} when it could but the server has not
 * offered it, {@code n} when it cannot. A server that did offer it and gets {@code y} knows that
 * somebody changed its offer.
 *
 * @param flag {@code 'p'}, {@code 'y'} or {@code 'n'}
 * @param bindingType the type after {@code p=}; empty for the others
 * @param authorizationIdentity who to act as; may be empty
 */
record Gs2Header(char flag, String bindingType, String authorizationIdentity) {
  /** The header of a client. */
  static Gs2Header of(
      Mechanism mechanism,
      Collection<Mechanism> offered,
      Credentials.Password password,
      Optional<ChannelBinding> binding) {
    String identity = password.authorizationIdentity().orElse("");
    if (mechanism.needsChannelBinding()) {
      return new Gs2Header('p', binding.orElseThrow().type(), identity);
    }
    boolean plusOffered =
        offered.contains(Mechanism.SCRAM_SHA_256_PLUS)
            || offered.contains(Mechanism.SCRAM_SHA_1_PLUS);
    return new Gs2Header(binding.isPresent() && !plusOffered ? 'y' : 'n', "", identity);
  }

  /**
   * Takes a header off the front of a message.
   *
   * @param reader stands at the message's start, and after the header's second comma afterwards
   * @throws SaslException when there is none
   */
  static Gs2Header read(ScramAttributes reader) {
    String flag = reader.piece();
    String bindingType = "";
    if (flag.startsWith("p=")) {
      bindingType = flag.substring(2);
      if (!ChannelBinding.isName(bindingType)) {
        throw reader.malformed("no name of a channel binding type");
      }
    } else if (!flag.equals("y") && !flag.equals("n")) {
      throw reader.malformed("no gs2 header");
    }
    String identity = reader.piece();
    if (!identity.isEmpty() && !identity.startsWith("a=")) {
      throw reader.malformed("no gs2 header");
    }
    String actsAs = identity.isEmpty() ? "" : reader.name(identity.substring(2));
    return new Gs2Header(flag.charAt(0), bindingType, actsAs);
  }

  /** The header's text, with its last comma. */
  String text() {
    String bound = flag == 'p' ? "p=" + bindingType : String.valueOf(flag);
    String actsAs = authorizationIdentity.isEmpty() ? "" : "a=" + escaped(authorizationIdentity);
    return bound + ',' + actsAs + ',';
  }

  /** What the second message of a client repeats and binds: the header, then the binding. */
  byte[] bound(Optional<ChannelBinding> binding) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text().getBytes(StandardCharsets.UTF_8));
    if (flag == 'p') {
      out.writeBytes(binding.orElseThrow().data());
    }
    return out.toByteArray();
  }

  /** A name as it stands in a message: the comma would end it, the equals sign would escape. */
  static String escaped(String name) {
    return name.replace("=", "=3D").replace(",", "=2C");
  }
}
