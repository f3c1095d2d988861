package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;

/** The entries of {@code auth-client.h}, and that of {@code libesmtp.h} which takes a context. */
final class EsmtpAuth {
  private static final int LONGEST_CHALLENGE = 1 << 20;

  private EsmtpAuth() {}

  /**
   * Has a session authenticate, if the server offers that. It goes on if that fails.
   *
   * @param session the session
   * @param context the context, which stays the program's; NULL for no authentication
   * @return 1, or 0 if there is no such session or context
   */
  @Entry(
      value = "int smtp_auth_set_context(smtp_session_t session, auth_context_t context)",
      failure = "0",
      group = "auth")
  static int setContext(long session, long context) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    of.authenticating(context == 0 ? null : EsmtpContext.HANDLES.get(context));
    return 1;
  }

  /**
   * Makes a context.
   *
   * @return the context; NULL if there is no memory
   */
  @Entry(value = "auth_context_t auth_create_context(void)", failure = "NULL", group = "context")
  static long createContext() {
    return new EsmtpContext().handle();
  }

  /**
   * Ends a context. No session may be using it.
   *
   * @param context the context
   * @return 1, or 0 if there is no such context
   */
  @Entry(
      value = "int auth_destroy_context(auth_context_t context)",
      failure = "0",
      group = "context")
  static int destroyContext(long context) {
    EsmtpContext.HANDLES.get(context).destroy();
    return 1;
  }

  /**
   * Says which mechanisms are allowed that are not by themselves.
   *
   * @param context the context
   * @param set sum of {@code AUTH_PLUGIN_...} to allow
   * @param clear sum of {@code AUTH_PLUGIN_...} to forbid
   * @return 1, or 0 if there is no such context
   */
  @Entry(
      value =
          """
          int auth_set_mechanism_flags(auth_context_t context, unsigned set, unsigned clear)""",
      failure = "0",
      group = "context")
  static int setFlags(long context, int set, int clear) {
    EsmtpContext.HANDLES.get(context).flags(set, clear);
    return 1;
  }

  /**
   * Asks for a security layer, which no mechanism has: more than 0 forbids all.
   *
   * @param context the context
   * @param min_ssf its strength in bits
   * @return 1, or 0 if there is no such context
   */
  @Entry(
      value = "int auth_set_mechanism_ssf(auth_context_t context, int min_ssf)",
      failure = "0",
      group = "context")
  static int setLeastStrength(long context, int strength) {
    EsmtpContext.HANDLES.get(context).leastStrength(strength);
    return 1;
  }

  /**
   * Sets who is asked for user name and password.
   *
   * @param context the context
   * @param interact the callback; NULL for none, and no authentication
   * @param arg passed to it
   * @return 1, or 0 if there is no such context
   */
  @Entry(
      value =
          """
          int auth_set_interact_cb(auth_context_t context, auth_interact_t interact, void *arg)""",
      failure = "0",
      group = "context")
  static int setInteract(long context, MemorySegment interact, MemorySegment argument) {
    EsmtpContext.HANDLES.get(context).interact(interact.address(), argument.address());
    return 1;
  }

  /**
   * Whether there is anything to authenticate with.
   *
   * @param context the context
   * @return 1 if it has a callback, else 0
   */
  @Entry(
      value = "int auth_client_enabled(auth_context_t context)",
      failure = "0",
      group = "context")
  static int isEnabled(long context) {
    return EsmtpContext.HANDLES.get(context).isEnabled() ? 1 : 0;
  }

  /**
   * Sets who the client is by what the connection has proven, and allows EXTERNAL.
   *
   * @param context the context
   * @param identity who; NULL forbids EXTERNAL
   * @return 1, or 0 if there is no such context
   */
  @Entry(
      value = "int auth_set_external_id(auth_context_t context, const char *identity)",
      failure = "0",
      group = "context")
  static int setExternalIdentity(long context, CString identity) {
    EsmtpContext.HANDLES.get(context).externalIdentity(HostCalls.text(identity));
    return 1;
  }

  /**
   * Begins with a mechanism.
   *
   * @param context the context
   * @param name its name, in any case
   * @return 1, or 0 if it is not known or not allowed
   */
  @Entry(
      value = "int auth_set_mechanism(auth_context_t context, const char *name)",
      failure = "0",
      group = "mechanism")
  static int setMechanism(long context, CString name) {
    EsmtpContext of = EsmtpContext.HANDLES.get(context);
    return of.select(HostCalls.required(name, "the mechanism")) ? 1 : 0;
  }

  /**
   * The mechanism's name.
   *
   * @param context the context
   * @return the name in capitals, good until another is chosen; NULL if there is none
   */
  @Entry(
      value = "const char *auth_mechanism_name(auth_context_t context)",
      failure = "NULL",
      group = "mechanism")
  static long mechanismName(long context) {
    return EsmtpContext.HANDLES.get(context).nameAddress();
  }

  /**
   * What to say to a challenge, base64 left to the caller.
   *
   * @param context the context
   * @param challenge the octets; NULL to begin, and for the initial response
   * @param len their number; gets that of the response
   * @return the response, good until the next call; NULL if there is none
   */
  @Entry(
      value =
          """
          const char *auth_response(auth_context_t context, const char *challenge, int *len)""",
      failure = "NULL",
      group = "mechanism")
  static long response(long context, MemorySegment challenge, MemorySegment length) {
    EsmtpContext of = EsmtpContext.HANDLES.get(context);
    CString.requireAddress(length.address(), "the length");
    if (challenge.address() == 0) {
      return of.keptResponse(null, length.address());
    }
    int octets = HostCalls.load(length.address());
    if (octets < 0 || octets > LONGEST_CHALLENGE) {
      throw new AbiException(ErrorCode.ARGUMENT, "a challenge of " + octets + " octets");
    }
    return of.keptResponse(HostCalls.copy(challenge.address(), octets), length.address());
  }

  /**
   * How strong the mechanism's security layer is.
   *
   * @param context the context
   * @return 0, as no mechanism has one; -1 if there is no mechanism
   */
  @Entry(value = "int auth_get_ssf(auth_context_t context)", failure = "-1", group = "mechanism")
  static int strength(long context) {
    return EsmtpContext.HANDLES.get(context).hasMechanism() ? 0 : -1;
  }
}
