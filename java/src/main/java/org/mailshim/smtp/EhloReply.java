package org.mailshim.smtp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mailshim.address.Ascii;
import org.mailshim.smtp.SmtpSyntaxException.Kind;

/**
 * What a server says of itself in its reply to EHLO (RFC 5321 §4.1.1.1): its domain, a greeting,
 * and its service extensions.
 *
 * <p>Reading is lenient, since a client gains nothing from refusing a server over a line that it
 * does not understand: each line after the first is a word and its parameters, whatever they are,
 * and unknown ones are kept. A reply of one line, as HELO gives it, is a server without extensions.
 * Immutable, for any thread.
 *
 * @param domain the first word of the reply, normally the server's domain; {@code ""} when the
 *     server gives none
 * @param greeting the rest of the first line; {@code ""} when there is none
 * @param extensions the lines after it in their order; copied
 */
public record EhloReply(String domain, String greeting, List<Extension> extensions) {
  /**
   * One service extension: {@code SIZE 10240000}.
   *
   * @param keyword its EHLO keyword, put into upper case
   * @param parameters the words after it; copied
   */
  public record Extension(String keyword, List<String> parameters) {
    /** Copies the parameters. */
    public Extension {
      keyword = Ascii.upperCase(keyword);
      parameters = List.copyOf(parameters);
    }

    /**
     * An extension without parameters, for a server to offer.
     *
     * @param keyword the extension
     * @return its line
     */
    public static Extension of(EhloKeyword keyword) {
      return new Extension(keyword.text(), List.of());
    }

    /**
     * An extension with parameters, for a server to offer: the SASL mechanisms of AUTH, the profile
     * of MT-PRIORITY.
     *
     * @param keyword the extension
     * @param parameters the words after it
     * @return its line
     */
    public static Extension of(EhloKeyword keyword, List<String> parameters) {
      return new Extension(keyword.text(), parameters);
    }

    /**
     * SIZE (RFC 1870 §4).
     *
     * @param octets the largest mail data that is accepted, in octets; 0 when there is no limit
     * @return its line
     */
    public static Extension size(long octets) {
      return of(EhloKeyword.SIZE, List.of(Long.toString(octets)));
    }

    /**
     * DELIVERBY (RFC 2852 §3).
     *
     * @param minimum the shortest time that a client may ask for, in seconds; 0 when there is none
     * @return its line
     */
    public static Extension deliverBy(long minimum) {
      return minimum == 0
          ? of(EhloKeyword.DELIVERBY)
          : of(EhloKeyword.DELIVERBY, List.of(Long.toString(minimum)));
    }

    /**
     * FUTURERELEASE (RFC 4865 §3).
     *
     * @param limits how far ahead a message may be released
     * @return its line
     */
    public static Extension futureRelease(FutureRelease.Limits limits) {
      return of(
          EhloKeyword.FUTURERELEASE,
          List.of(Long.toString(limits.interval()), limits.moment().toString()));
    }

    /**
     * LIMITS (RFC 9422 §3).
     *
     * @param limits what a client may do
     * @return its line
     */
    public static Extension limits(Limits limits) {
      return of(EhloKeyword.LIMITS, limits.parameters());
    }

    /**
     * XCLIENT (Postfix, XCLIENT_README).
     *
     * @param names the attributes that the client may send
     * @return its line
     */
    public static Extension xclient(Set<XclientAttribute.Name> names) {
      List<String> parameters = new ArrayList<>(names.size());
      for (XclientAttribute.Name name : names) {
        parameters.add(name.name());
      }
      return of(EhloKeyword.XCLIENT, parameters);
    }

    /**
     * The extension as it stands in the reply.
     *
     * @return keyword and parameters with a space between each
     */
    public String text() {
      StringBuilder text = new StringBuilder(keyword);
      for (String parameter : parameters) {
        text.append(' ').append(parameter);
      }
      return text.toString();
    }
  }

  /** Copies the extensions. */
  public EhloReply {
    extensions = List.copyOf(extensions);
  }

  /**
   * Reads the reply to EHLO, LHLO or HELO.
   *
   * @param reply a positive completion reply
   * @return what the server says of itself
   * @throws SmtpSyntaxException of kind {@link Kind#REPLY} when the reply is not a positive
   *     completion
   */
  public static EhloReply of(Reply reply) {
    if (!reply.isPositiveCompletion()) {
      throw new SmtpSyntaxException(
          Kind.REPLY, "positive completion reply expected", reply.text(), 0);
    }
    String first = reply.lines().get(0);
    int space = first.indexOf(' ');
    List<Extension> extensions = new ArrayList<>();
    for (int i = 1; i < reply.lines().size(); i++) {
      addExtension(reply.lines().get(i), extensions);
    }
    return new EhloReply(
        space < 0 ? first : first.substring(0, space),
        space < 0 ? "" : first.substring(space + 1),
        extensions);
  }

  /**
   * Whether the server offers an extension.
   *
   * @param keyword the extension
   * @return true when one of the lines begins with the keyword, in any case
   */
  public boolean offers(EhloKeyword keyword) {
    return extension(keyword.text()).isPresent();
  }

  /**
   * Finds an extension, known to mailshim or not.
   *
   * @param keyword its EHLO keyword, in upper case
   * @return the first line with it; empty when there is none
   */
  public Optional<Extension> extension(String keyword) {
    for (Extension extension : extensions) {
      if (extension.keyword().equals(keyword)) {
        return Optional.of(extension);
      }
    }
    return Optional.empty();
  }

  /**
   * The largest mail data that the server accepts (RFC 1870 §4).
   *
   * @return its limit in octets; empty when it has none ({@code SIZE 0}), tells none or does not
   *     offer SIZE
   */
  public OptionalLong sizeLimit() {
    long octets = Grammar.number(firstParameter(EhloKeyword.SIZE));
    return octets > 0 ? OptionalLong.of(octets) : OptionalLong.empty();
  }

  /**
   * The SASL mechanisms that the server offers (RFC 4954 §3).
   *
   * @return their names in upper case, in the server's order, each once; also from the older form
   *     {@code AUTH=LOGIN}
   */
  public List<String> authMechanisms() {
    List<String> mechanisms = new ArrayList<>();
    for (Extension extension : extensions) {
      boolean olderForm = extension.keyword().startsWith("AUTH=");
      if (olderForm) {
        addOnce(extension.keyword().substring("AUTH=".length()), mechanisms);
      }
      if (olderForm || extension.keyword().equals(EhloKeyword.AUTH.text())) {
        for (String mechanism : extension.parameters()) {
          addOnce(Ascii.upperCase(mechanism), mechanisms);
        }
      }
    }
    return List.copyOf(mechanisms);
  }

  /**
   * What the client may do in the session (RFC 9422).
   *
   * @return the limits; {@link Limits#NONE} when the server tells none
   */
  public Limits limits() {
    Optional<Extension> limits = extension(EhloKeyword.LIMITS.text());
    return limits.isEmpty() ? Limits.NONE : Limits.of(limits.get().parameters());
  }

  /**
   * The shortest time that the client may ask for with BY (RFC 2852 §3).
   *
   * @return the time in seconds; empty when the server tells none or does not offer DELIVERBY
   */
  public OptionalLong deliverByMinimum() {
    String minimum = firstParameter(EhloKeyword.DELIVERBY);
    long seconds = Grammar.number(minimum);
    return seconds > 0 ? OptionalLong.of(seconds) : OptionalLong.empty();
  }

  /**
   * How far ahead the client may let a message be released (RFC 4865 §3).
   *
   * @return the limits; empty when the server does not offer FUTURERELEASE, or not with two limits
   *     that can be read, so that nothing is known to be within them
   */
  public Optional<FutureRelease.Limits> futureReleaseLimits() {
    Optional<Extension> offer = extension(EhloKeyword.FUTURERELEASE.text());
    if (offer.isEmpty() || offer.get().parameters().size() < 2) {
      return Optional.empty();
    }
    long interval = Grammar.number(offer.get().parameters().get(0));
    if (interval < 1) {
      return Optional.empty();
    }
    try {
      Instant moment = FutureRelease.dateTime(offer.get().parameters().get(1));
      return Optional.of(new FutureRelease.Limits(interval, moment));
    } catch (SmtpSyntaxException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Which priorities the server tells apart (RFC 6710 §5, RFC 6758).
   *
   * @return the profile's name in upper case, such as {@code MIXER}; empty when the server tells
   *     none or does not offer MT-PRIORITY
   */
  public Optional<String> mtPriorityProfile() {
    String profile = firstParameter(EhloKeyword.MT_PRIORITY);
    return profile.isEmpty() ? Optional.empty() : Optional.of(Ascii.upperCase(profile));
  }

  /**
   * What the client may say of its own client (Postfix, XCLIENT_README).
   *
   * @return the attributes that the server takes and mailshim knows; none when the server does not
   *     offer XCLIENT
   */
  public Set<XclientAttribute.Name> xclientAttributes() {
    Set<XclientAttribute.Name> names = EnumSet.noneOf(XclientAttribute.Name.class);
    Optional<Extension> offer = extension(EhloKeyword.XCLIENT.text());
    if (offer.isPresent()) {
      for (String parameter : offer.get().parameters()) {
        Optional<XclientAttribute.Name> name = XclientAttribute.Name.of(parameter);
        if (name.isPresent()) {
          names.add(name.get());
        }
      }
    }
    return names;
  }

  /**
   * The reply that says this, for a server to send.
   *
   * @return a reply with code 250
   * @throws SmtpSyntaxException of kind {@link Kind#REPLY} when a word holds CR, LF or NUL
   */
  public Reply reply() {
    List<String> lines = new ArrayList<>(extensions.size() + 1);
    lines.add(greeting.isEmpty() ? domain : domain + " " + greeting);
    for (Extension extension : extensions) {
      lines.add(extension.text());
    }
    return new Reply(250, Optional.empty(), lines);
  }

  /** The first word after a keyword; empty when there is none. */
  private String firstParameter(EhloKeyword keyword) {
    Optional<Extension> extension = extension(keyword.text());
    return extension.isEmpty() || extension.get().parameters().isEmpty()
        ? ""
        : extension.get().parameters().get(0);
  }

  private static void addExtension(String line, List<Extension> extensions) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      int space = line.indexOf(' ', at);
      int end = space < 0 ? line.length() : space;
      if (end > at) {
        words.add(line.substring(at, end));
      }
      at = end + 1;
    }
    if (!words.isEmpty()) {
      extensions.add(new Extension(words.get(0), words.subList(1, words.size())));
    }
  }

  private static void addOnce(String mechanism, List<String> mechanisms) {
    if (!mechanism.isEmpty() && !mechanisms.contains(mechanism)) {
      mechanisms.add(mechanism);
    }
  }
}
