package org.mailshim.abi.srv;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Guard;
import org.mailshim.abi.Handles;
import org.mailshim.abi.LastError;
import org.mailshim.pop3.server.LoginAttempt;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.Endpoint;

/**
 * A session with a client of an SMTP or POP3 server: what the {@code ServerStream} of an {@code
 * SMTPReqCallback} stands for.
 *
 * <p>The session's own thread calls {@link #ask} or {@link RequestCall#start}; the host's function
 * runs meanwhile, there or on a callback thread, and may call the API with the stream. One call at
 * a time: a call that outlives its purpose, since the client has gone, say, is waited for before
 * the next. The handle is good until the session and its last call are over.
 */
final class ServerSession {
  /** The kind that C tells these streams from messages by; see {@code srv.c}. */
  private static final Handles<ServerSession> HANDLES = new Handles<>(2, "ServerStream");

  /** The one that the calling thread runs, if it is a session's. */
  private static final ThreadLocal<ServerSession> CURRENT = new ThreadLocal<>();

  /** The method of a login by USER and PASS. */
  static final String PASS = "PASS";

  private final long handle = HANDLES.add(this);
  private final RequestHandlerSource handlers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private @Nullable RequestCall call;
  private boolean closed;
  private @Nullable Secret password;
  private @Nullable MemorySegment lentPassword;
  private @Nullable MemorySegment lentName;

  // The session's own thread's.
  private boolean isLoginAsked;
  private OptionalInt verified = OptionalInt.empty();
  private String dnsList = "";
  private HostWords words = HostWords.NONE;

  private volatile Ends ends;
  private volatile LastError error = LastError.none();

  /** Whom this session's server asks now; it may change while the session goes on. */
  interface RequestHandlerSource {
    RequestHandler now();
  }

  /**
   * What is known of the connection.
   *
   * @param peer the client
   * @param local this side
   * @param isEncrypted whether TLS is in place
   * @param identity as whom the client has authenticated, or is about to
   */
  record Ends(Endpoint peer, Endpoint local, boolean isEncrypted, Optional<String> identity) {}

  private ServerSession(RequestHandlerSource handlers, Ends ends) {
    this.handlers = handlers;
    this.ends = ends;
  }

  /** Begins the session that the calling thread runs. */
  static ServerSession open(RequestHandlerSource handlers, Ends ends) {
    var session = new ServerSession(handlers, ends);
    CURRENT.set(session);
    return session;
  }

  /** The one that the calling thread runs; empty on other threads. */
  static Optional<ServerSession> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /**
   * The session behind a handle.
   *
   * @throws AbiException with {@link ErrorCode#HANDLE} when there is none
   */
  static ServerSession of(long handle) {
    return HANDLES.get(handle);
  }

  /** Whether a handle is of this kind, good or stale. */
  static boolean isOne(long handle) {
    return HANDLES.isOfThisKind(handle);
  }

  long handle() {
    return handle;
  }

  // ---- On the session's thread.

  /** Takes over what has become known. */
  void know(Ends now) {
    ends = now;
  }

  /** On which DNS list the client is, for the host to know. */
  void dnsList(String zone) {
    dnsList = zone;
  }

  /** On which DNS list the client is; empty for none. */
  String dnsList() {
    return dnsList;
  }

  /**
   * Asks the host, if it wants to be asked.
   *
   * @return what it returned; 0 when it was not asked
   */
  int ask(int action, String reqname, List<String> items) {
    words = HostWords.NONE;
    RequestHandler handler = handlers.now();
    if (!handler.wants(action)) {
      return 0;
    }
    RequestCall asked = RequestCall.make(this, handler.callback(), action, reqname, items, null);
    int result = asked.await();
    words = asked.words();
    return result;
  }

  /** The answer that the host wrote when it was asked last; once. */
  HostWords takeWords() {
    HostWords taken = words;
    words = HostWords.NONE;
    return taken;
  }

  /** Whether it is a POP3 session; an SMTP session otherwise. */
  boolean isPop3() {
    return handlers instanceof Pop3Requests;
  }

  /**
   * Asks about a login by name and password or digest, before the table of users is.
   *
   * @param items method, challenge, digest
   */
  int askLogin(String user, List<String> items) {
    int result = ask(Action.POP_LOGIN, user, items);
    isLoginAsked = result == 0 && items.getFirst().equals(PASS);
    return result;
  }

  /**
   * Asks about a password that is being checked, unless that was asked just now.
   *
   * @return what the host returned; 0 when it leaves it to the table
   */
  int askPassword(String user, Secret given) {
    password(given);
    if (isLoginAsked) {
      isLoginAsked = false;
      return 0;
    }
    Ends now = ends;
    know(new Ends(now.peer(), now.local(), now.isEncrypted(), Optional.of(user)));
    if (!isPop3()) {
      return ask(Action.SMTP_AUTH, user, List.of());
    }
    verified = OptionalInt.of(ask(Action.POP_LOGIN, user, List.of("PLAIN", "", "")));
    return verified.getAsInt();
  }

  /** What the host says of a user whom AUTH has found to be who he says. */
  int resultFor(LoginAttempt.Proven proven) {
    OptionalInt known = verified;
    verified = OptionalInt.empty();
    return known.isPresent()
        ? known.getAsInt()
        : ask(Action.POP_LOGIN, proven.user(), List.of(proven.mechanism(), "", ""));
  }

  /** Whom to ask now. */
  RequestHandler handler() {
    return handlers.now();
  }

  /** A call begins, when the one before has ended. */
  void begin(RequestCall next) {
    lock.lock();
    try {
      while (call != null) {
        changed.awaitUninterruptibly();
      }
      call = next;
      error = LastError.none();
    } finally {
      lock.unlock();
    }
  }

  /** A password that the client gave; kept to the session's end, or until it gives another one. */
  void password(Secret given) {
    lock.lock();
    try {
      forget();
      password = given.copy();
    } finally {
      lock.unlock();
    }
  }

  /** What the client gave was wrong. */
  void forgetPassword() {
    lock.lock();
    try {
      forget();
    } finally {
      lock.unlock();
    }
  }

  /** The session is over. */
  void close() {
    CURRENT.remove();
    lock.lock();
    try {
      closed = true;
      if (call == null) {
        release();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- On the host's threads.

  /** A call has ended, and with it what it was lent. */
  void end(RequestCall ended) {
    lock.lock();
    try {
      if (call == ended) {
        call = null;
        takeBack();
        lentName = null;
        changed.signalAll();
      }
      if (closed) {
        release();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void release() {
    forget();
    takeBack();
    HANDLES.remove(handle);
  }

  /** Wipes the password. Under the lock. */
  private void forget() {
    if (password != null) {
      password.close();
      password = null;
    }
  }

  /** Wipes what the host was shown of the password. Under the lock. */
  private void takeBack() {
    if (lentPassword != null) {
      lentPassword.fill((byte) 0);
      lentPassword = null;
    }
  }

  /** The call that runs. */
  private RequestCall calling(String function) {
    lock.lock();
    try {
      RequestCall running = call;
      if (running == null) {
        throw new AbiException(
            ErrorCode.STATE, function + " with a session's stream is for its callback");
      }
      return running;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the message that the client is sending; the first call lets the client send it.
   *
   * @return octets, 0 at the end of the message
   * @throws AbiException outside of {@code ACTION_SMTP_SENDMSG}; when the client has gone
   */
  int receive(long address, int size) {
    try {
      Srv.requireBuffer(address, size);
      RequestCall running = calling("SRVRecv");
      if (running.action() != Action.SMTP_SENDMSG && running.action() != Action.POP_RECVMSG) {
        throw new AbiException(
            ErrorCode.STATE,
            "there is no message to receive but in ACTION_SMTP_SENDMSG and ACTION_POP_RECVMSG");
      }
      int length = running.receive(CString.memory(address, size), size);
      if (length == OctetPipe.BROKEN) {
        throw new AbiException(
            ErrorCode.NETWORK, "the message broke off: the client has gone, or it was refused");
      }
      error = LastError.none();
      return length;
    } catch (RuntimeException e) {
      error = Guard.describe("SRVRecv", e);
      throw e;
    }
  }

  /**
   * Gives octets to the client: in {@code ACTION_POP_GETMSG} the message that it wants, in others
   * the answer that it gets.
   *
   * @return {@code size}
   * @throws AbiException outside of a callback; for an answer that is too long
   */
  int send(long address, int size) {
    try {
      Srv.requireBuffer(address, size);
      RequestCall running = calling("SRVSend");
      running.write(CString.memory(address, size), size);
      error = LastError.none();
      return size;
    } catch (RuntimeException e) {
      error = Guard.describe("SRVSend", e);
      throw e;
    }
  }

  Ends ends() {
    return ends;
  }

  LastError error() {
    return error;
  }

  /**
   * The name of who has authenticated, or tries to, as C text; the same for all of a call.
   *
   * @return its address; 0 when there is none
   * @throws AbiException outside of a callback, where nothing would end the loan
   */
  long lendName() {
    lock.lock();
    try {
      calling("GetAUTHName");
      Optional<String> identity = ends.identity();
      if (identity.isEmpty() || identity.get().isEmpty()) {
        return 0;
      }
      MemorySegment lent = lentName;
      if (lent == null) {
        lent = Arena.ofAuto().allocateFrom(identity.get());
        lentName = lent;
      }
      return lent.address();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The password of who has authenticated, or tries to, as C text.
   *
   * @return its address; 0 when it is not known
   * @throws AbiException outside of a callback, where nothing would wipe it
   */
  long lendPassword() {
    lock.lock();
    try {
      calling("GetAUTHPassw");
      Secret known = password;
      if (known == null) {
        return 0;
      }
      if (lentPassword == null) {
        byte[] octets = known.octets();
        lentPassword = Arena.ofAuto().allocate(octets.length + 1L);
        MemorySegment.copy(MemorySegment.ofArray(octets), 0, lentPassword, 0, octets.length);
        Arrays.fill(octets, (byte) 0);
      }
      return lentPassword.address();
    } finally {
      lock.unlock();
    }
  }
}
