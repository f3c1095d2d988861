package org.mailshim.transport;

import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.mailshim.sasl.ChannelBinding;

/**
 * TLS over any other connection, after a handshake by {@link TlsClient} or {@link TlsServer}.
 *
 * <p>A read decrypts straight into the caller's array when that has room for the record that comes
 * next, else into a buffer of this connection's own. A write makes as many records as are needed
 * and sends them in few writes below. Nothing is kept back for {@link #flush}. The buffers are
 * allocated once: two of 17 KB for what is encrypted, of which the one for sending grows to 68 KB
 * with large writes, and one of 17 KB with the first record that the caller had no room for. The
 * JDK's cipher engine allocates some hundred octets a record on top.
 *
 * <p><b>The end.</b> {@link #close} sends a close_notify alert (RFC 8446 §6.1) if that is possible
 * without disturbing a write in another thread, waits a tenth of a second at most for room, and
 * does not wait for the peer's. When the peer's side ends without one, {@link #read} says -1 as
 * ever and {@link #isTruncated} is true: a protocol that knows its own end, as SMTP's and POP3's
 * do, is safe without it.
 *
 * <p><b>Refused.</b> Renegotiation of TLS 1.2 (RFC 7457 §2.10), with {@link
 * TransportException.Tls}. The key update and the session tickets of TLS 1.3 are dealt with while
 * reading.
 *
 * <p>Threads as {@link Connection} says. The deadline is the connection's below.
 */
public final class TlsConnection implements Connection {
  /** What is encrypted before it is written below: enough for four full records. */
  private static final int MOST_UNSENT = 4 * 17 * 1024;

  private static final Duration FAREWELL = Duration.ofMillis(100);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int END = -1;
  private static final int NO_ROOM = -2;

  private final Connection under;
  private final SSLEngine engine;
  private final Optional<String> serverName;

  /** Encrypted octets from below that are not decrypted yet, position to limit. */
  private ByteBuffer arrived;

  /** Encrypted octets that are not written below yet, 0 to position. Under {@link #sending}. */
  private ByteBuffer unsent;

  /** Decrypted octets that the caller had no room for, position to limit. */
  private ByteBuffer decrypted = NOTHING;

  /** The array that the caller read into last, wrapped: most give the same again. */
  private ByteBuffer target = NOTHING;

  /** The array that the caller wrote from last, wrapped. */
  private ByteBuffer source = NOTHING;

  private final ReentrantLock sending = new ReentrantLock();
  private boolean established;
  private boolean ended;
  private boolean truncated;

  /** What {@link #available} came upon; {@link #read} says it. */
  private @Nullable TransportException trouble;

  private volatile boolean closed;

  TlsConnection(Connection under, SSLEngine engine, Optional<String> serverName) {
    this.under = under;
    this.engine = engine;
    this.serverName = serverName;
    int record = engine.getSession().getPacketBufferSize();
    this.arrived = ByteBuffer.allocate(record).flip();
    this.unsent = ByteBuffer.allocate(record);
  }

  /**
   * Shakes hands on the calling thread; the deadline of the connection below is {@code deadline}
   * then. On failure the connection below is closed.
   */
  void handshake(Deadline deadline) {
    under.deadline(deadline);
    try {
      engine.beginHandshake();
      while (!isSettled(engine.getHandshakeStatus())) {
        shake();
      }
      established = true;
    } catch (SSLException e) {
      sendAlert();
      throw TlsFailure.of(under.peer(), e, engine.getUseClientMode());
    } catch (TransportException.TimedOut e) {
      throw new TransportException.TimedOut(e.peer(), "the TLS handshake did not end in time");
    } finally {
      if (!established) {
        under.close();
      }
    }
  }

  private static boolean isSettled(HandshakeStatus status) {
    return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
  }

  /** One step of the handshake. */
  private void shake() throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> {
        wrap(NOTHING);
        // Only when the peer's answer is waited for: a flight goes out in one write.
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
          sendUnsent();
        }
      }
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        sendUnsent();
        if (unwrap(NOTHING) == END) {
          throw new TransportException.Closed(
              under.peer().text(), "closed the connection during the TLS handshake");
        }
      }
      case FINISHED, NOT_HANDSHAKING -> {}
    }
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  @Override
  public int read(byte[] into, int from, int to) {
    Objects.checkFromToIndex(from, to, into.length);
    Objects.checkIndex(from, to);
    checkOpen();
    int left = takeDecrypted(into, from, to);
    if (left > 0) {
      return left;
    }
    if (trouble != null) {
      throw trouble;
    }
    if (ended) {
      return -1;
    }
    try {
      target = wrapped(target, into, from, to);
      int count = unwrap(target);
      if (count != NO_ROOM) {
        return count;
      }
      count = unwrapIntoOurOwn();
      return count == END ? END : takeDecrypted(into, from, to);
    } catch (SSLException e) {
      throw failed(e);
    } catch (TransportException e) {
      throw closed ? new TransportException.Cancelled(under.peer().text()) : e;
    }
  }

  private int takeDecrypted(byte[] into, int from, int to) {
    int count = Math.min(decrypted.remaining(), to - from);
    decrypted.get(into, from, count);
    return count;
  }

  private ByteBuffer roomOfOurOwn() {
    int size = engine.getSession().getApplicationBufferSize();
    if (decrypted.capacity() < size) {
      decrypted = ByteBuffer.allocate(size);
    }
    return decrypted.clear();
  }

  private int unwrapIntoOurOwn() throws SSLException {
    try {
      return unwrap(roomOfOurOwn());
    } finally {
      decrypted.flip();
    }
  }

  private static ByteBuffer wrapped(ByteBuffer last, byte[] array, int from, int to) {
    ByteBuffer buffer = last.array() == array ? last : ByteBuffer.wrap(array);
    return buffer.limit(to).position(from);
  }

  /**
   * Decrypts records into {@code room} until it has at least an octet of data, or during the
   * handshake until something else is to be done.
   *
   * @return the number of octets, {@link #END} of the stream, or {@link #NO_ROOM} for the next one
   */
  private int unwrap(ByteBuffer room) throws SSLException {
    while (true) {
      SSLEngineResult result = engine.unwrap(arrived, room);
      switch (result.getStatus()) {
        case CLOSED -> {
          ended = true;
          return END;
        }
        case BUFFER_OVERFLOW -> {
          return NO_ROOM;
        }
        case BUFFER_UNDERFLOW -> {
          if (!receive()) {
            return END;
          }
        }
        case OK -> {
          if (!established) {
            return 0;
          }
          afterHandshake(result.getHandshakeStatus());
          if (result.bytesProduced() > 0) {
            return result.bytesProduced();
          }
        }
      }
    }
  }

  /** What a message that is neither data nor an alert demands, once the connection stands. */
  private void afterHandshake(HandshakeStatus status) throws SSLException {
    if (isSettled(status)) {
      return;
    }
    if (!TlsVersion.TLS_1_3.text().equals(engine.getSession().getProtocol())) {
      throw new SSLException(TlsFailure.RENEGOTIATION);
    }
    if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      sending.lock();
      try {
        wrap(NOTHING);
        sendUnsent();
      } finally {
        sending.unlock();
      }
    }
  }

  /** Reads once from below; false at the end of the stream, which comes without a farewell then. */
  private boolean receive() throws SSLException {
    if (arrived.remaining() == arrived.capacity()) {
      growArrived();
    } else {
      arrived.compact();
    }
    try {
      int count = under.read(arrived.array(), arrived.position(), arrived.capacity());
      if (count < 0) {
        ended = true;
        truncated = true;
        return false;
      }
      arrived.position(arrived.position() + count);
      return true;
    } finally {
      arrived.flip();
    }
  }

  /** The engine bears with records of up to 33 KB, which no standard allows, and says so late. */
  private void growArrived() throws SSLException {
    int size = engine.getSession().getPacketBufferSize();
    if (size <= arrived.capacity()) {
      throw new SSLException("a record longer than any may be");
    }
    arrived = ByteBuffer.allocate(size).put(arrived);
  }

  /**
   * Says also what must be decrypted first, as far as it has arrived. What goes wrong with that is
   * kept for {@link #read}.
   */
  @Override
  public int available() {
    if (decrypted.hasRemaining() || closed || ended || trouble != null) {
      return decrypted.remaining();
    }
    try {
      while (!ended && !decrypted.hasRemaining() && (hasRecord() || under.available() > 0)) {
        decryptArrived();
      }
    } catch (SSLException e) {
      trouble = failed(e);
    } catch (TransportException e) {
      trouble = e;
    }
    return decrypted.remaining();
  }

  /**
   * Reads below when no whole record is here, which does not wait, and decrypts one if there is.
   */
  private void decryptArrived() throws SSLException {
    if (!hasRecord() && !receive() || !hasRecord()) {
      return;
    }
    SSLEngineResult result = unwrapOnce();
    if (result.getStatus() == Status.CLOSED) {
      ended = true;
    } else {
      afterHandshake(result.getHandshakeStatus());
    }
  }

  private SSLEngineResult unwrapOnce() throws SSLException {
    try {
      return engine.unwrap(arrived, roomOfOurOwn());
    } finally {
      decrypted.flip();
    }
  }

  /** Whether a whole record has arrived: five octets of header, the last two of them its length. */
  private boolean hasRecord() {
    int at = arrived.position();
    return arrived.remaining() >= 5
        && arrived.remaining() - 5
            >= ((arrived.get(at + 3) & 0xff) << 8 | (arrived.get(at + 4) & 0xff));
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    checkOpen();
    sending.lock();
    try {
      source = wrapped(source, bytes, from, to);
      while (source.hasRemaining()) {
        wrap(source);
      }
      sendUnsent();
    } catch (SSLException e) {
      throw failed(e);
    } catch (TransportException e) {
      throw closed ? new TransportException.Cancelled(under.peer().text()) : e;
    } finally {
      sending.unlock();
    }
  }

  /** Encrypts one record of {@code from}, or of what the handshake has to say. */
  private void wrap(ByteBuffer from) throws SSLException {
    int record = engine.getSession().getPacketBufferSize();
    if (unsent.remaining() < record) {
      makeRoom(record);
    }
    SSLEngineResult result = engine.wrap(from, unsent);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new AssertionError("a record larger than the session allows: " + unsent);
    }
    if (from.hasRemaining() && result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
      throw new TransportException.Closed(under.peer().text(), "ended the TLS connection");
    }
  }

  private void makeRoom(int record) {
    if (unsent.capacity() >= MOST_UNSENT && unsent.capacity() >= record) {
      sendUnsent();
    } else {
      int size = Math.max(MOST_UNSENT, record);
      unsent = ByteBuffer.allocate(size).put(unsent.flip());
    }
  }

  private void sendUnsent() {
    if (unsent.position() > 0) {
      int count = unsent.position();
      unsent.clear();
      under.write(unsent.array(), 0, count);
      under.flush();
    }
  }

  @Override
  public void flush() {
    under.flush();
  }

  @Override
  public void deadline(Deadline deadline) {
    under.deadline(deadline);
  }

  @Override
  public Endpoint peer() {
    return under.peer();
  }

  @Override
  public Endpoint local() {
    return under.local();
  }

  /** What the handshake agreed on. */
  public TlsDescription description() {
    SSLSession session = engine.getSession();
    return new TlsDescription(
        session.getProtocol(), session.getCipherSuite(), peerCertificates(session), serverName());
  }

  private Optional<String> serverName() {
    return engine.getUseClientMode() ? serverName : SniKeys.requestedName(engine.getSession());
  }

  private static List<X509Certificate> peerCertificates(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return List.of(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /**
   * What binds a SASL exchange to this very connection (RFC 5929, RFC 9266).
   *
   * @param type {@code tls-server-end-point}, which every server certificate has that is signed
   *     with a hash (so not Ed25519); or {@code tls-exporter}, for TLS 1.3, or 1.2 with the
   *     extended master secret, where the running JDK can (25 and later)
   * @return empty when there is none of this type
   */
  public Optional<ChannelBinding> channelBinding(String type) {
    return ChannelBindings.of(engine.getSession(), engine.getUseClientMode(), type);
  }

  /**
   * All that binds a SASL exchange to this very connection, the better first.
   *
   * @return one of each type of {@link #channelBinding} that there is
   */
  public List<ChannelBinding> channelBindings() {
    List<ChannelBinding> bindings = new ArrayList<>(2);
    channelBinding(ChannelBinding.TLS_EXPORTER).ifPresent(bindings::add);
    channelBinding(ChannelBinding.TLS_SERVER_END_POINT).ifPresent(bindings::add);
    return bindings;
  }

  /**
   * Whether the peer's side has ended without the close_notify alert: it, the network, or somebody
   * who wants something cut off, broke the connection.
   */
  public boolean isTruncated() {
    return truncated;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      sendAlert();
    }
    under.close();
  }

  /**
   * Sends the alert that the engine has ready after a failure, and close_notify otherwise; not if
   * another thread is in the middle of a write.
   */
  private void sendAlert() {
    if (!sending.tryLock()) {
      return;
    }
    try {
      under.deadline(Deadline.after(FAREWELL));
      engine.closeOutbound();
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && wrapsSomething()) {
        sendUnsent();
      }
    } catch (SSLException | TransportException e) {
      // A peer that cannot be told will find out.
    } finally {
      sending.unlock();
    }
  }

  private boolean wrapsSomething() throws SSLException {
    wrap(NOTHING);
    return unsent.position() > 0;
  }

  private void checkOpen() {
    if (closed) {
      throw new TransportException.Cancelled(under.peer().text());
    }
  }

  private TransportException failed(SSLException e) {
    sendAlert();
    return closed
        ? new TransportException.Cancelled(under.peer().text())
        : TlsFailure.of(under.peer(), e, engine.getUseClientMode());
  }
}
