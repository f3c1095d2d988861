package org.mailshim.pop3.server;

import org.mailshim.pop3.Response;
import org.mailshim.pop3.ResponseCode;
import org.mailshim.store.StoreException;

/** All that this server says, but for listings and messages. */
final class Responses {
  static final Response USER = Response.ok("password, please");
  static final Response UTF8 = Response.ok("UTF-8 it is");
  static final Response BEGIN_TLS = Response.ok("begin TLS now");
  static final Response NOTHING_DONE = Response.ok("nothing done");
  static final Response GOODBYE = Response.ok("goodbye");
  static final Response CAPABILITIES = Response.ok("capabilities follow");
  static final Response SIZES = Response.ok("sizes follow");
  static final Response UNIQUE_IDS = Response.ok("unique-ids follow");
  static final Response LANGUAGES = Response.ok("languages follow");
  static final Response LANGUAGE = Response.ok("en English");
  static final Response MESSAGE = Response.ok("message follows");

  static final Response NOT_NOW = Response.err("not in this state");
  static final Response USER_FIRST = Response.err("USER first");
  static final Response NO_USER = Response.err("USER is not known here, see CAPA");
  static final Response NO_APOP = Response.err("APOP is not known here, see CAPA");
  static final Response NO_TLS = Response.err("STLS is not known here, see CAPA");
  static final Response TLS_ALREADY = Response.err("TLS is on already");
  static final Response TLS_WANTED = Response.err("not without TLS: STLS first");
  static final Response NO_MECHANISM = Response.err("no such mechanism here, see CAPA");
  static final Response CANCELLED = Response.err("authentication cancelled");
  static final Response BAD_BASE64 = Response.err("that is no Base64");
  static final Response NO_LANGUAGE = Response.err("no such language, see LANG");
  static final Response NO_MESSAGE = Response.err("no such message");
  static final Response DELETED = Response.err("that message is marked as deleted");
  static final Response GONE = Response.err("that message is gone");
  static final Response TOO_MANY_ERRORS = Response.err("too many errors, goodbye");
  static final Response BAD_LINE =
      Response.err("lines end with CRLF and are not that long, goodbye");
  static final Response IDLE =
      Response.err("too long nothing was heard; nothing was deleted, goodbye");

  static final Response BAD_CREDENTIALS =
      Response.err(ResponseCode.AUTH, "user and password do not fit");
  static final Response TOO_MANY_LOGINS =
      Response.err(ResponseCode.AUTH, "user and password do not fit, goodbye");
  static final Response NO_DIRECTORY =
      Response.err(ResponseCode.SYS_TEMP, "logins cannot be checked now, try later");
  static final Response IN_USE =
      Response.err(ResponseCode.IN_USE, "another session has this maildrop");
  static final Response INTERNAL_ERROR =
      Response.err(ResponseCode.SYS_TEMP, "local error, try later");
  static final Response STOPPING =
      Response.err(ResponseCode.SYS_TEMP, "this server is stopping; nothing was deleted");
  static final Response TOO_MANY_CONNECTIONS =
      Response.err(ResponseCode.SYS_TEMP, "too many connections, try later");

  private Responses() {}

  static Response greeting(String name, String timestamp) {
    return Response.ok(name + " POP3 ready" + (timestamp.isEmpty() ? "" : " " + timestamp));
  }

  static Response loggedIn(int messages) {
    return Response.ok("maildrop locked, messages: " + messages);
  }

  static Response loginDelay(long seconds) {
    return Response.err(ResponseCode.LOGIN_DELAY, "not before " + seconds + " seconds have passed");
  }

  static Response marked(int number) {
    return Response.ok("message " + number + " marked");
  }

  static Response reset(int messages) {
    return Response.ok("nothing is marked any more, messages: " + messages);
  }

  static Response notRemoved(int kept) {
    return Response.err(ResponseCode.SYS_TEMP, "messages that could not be deleted: " + kept);
  }

  /** What a client hears of trouble with a maildrop. */
  static Response trouble(StoreException e) {
    if (e.kind() == StoreException.Kind.VANISHED) {
      return GONE;
    }
    ResponseCode code = e.isTemporary() ? ResponseCode.SYS_TEMP : ResponseCode.SYS_PERM;
    return Response.err(code, "the maildrop is out of order: " + e.kind().words());
  }
}
