package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.Eventually;
import org.mailshim.sasl.ChannelBinding;

/** What a {@link TlsConnection} promises once it stands, and what breaks it. */
final class TlsConnectionTest {
  private static TestAuthority.Issued issued;
  private static TlsServer server;
  private static TlsClient client;

  @BeforeAll
  static void make() {
    issued = new TestAuthority("Test root").issueForMx();
    server = new TlsServer(TlsServerSettings.of(issued.material()));
    client = new TlsClient(TlsClientSettings.unverified());
  }

  private static TlsPair pair() throws Exception {
    return TlsPair.shakeHands(client, server::handshake);
  }

  private static TlsPair pair(TlsVersion version) throws Exception {
    TlsClientSettings settings = TlsClientSettings.unverified();
    if (version == TlsVersion.TLS_1_2) {
      return TlsPair.shakeHands(client, TlsPair.old(issued));
    }
    return TlsPair.shakeHands(
        new TlsClient(
            new TlsClientSettings(
                settings.trust(), true, Optional.empty(), version, Optional.empty())),
        server::handshake);
  }

  private static byte[] read(Connection from, int count) {
    byte[] all = new byte[count];
    for (int at = 0; at < count; ) {
      int more = from.read(all, at, count);
      assertTrue(more > 0, "the stream ended after " + at);
      at += more;
    }
    return all;
  }

  private static void write(Connection to, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    to.write(bytes, 0, bytes.length);
    to.flush();
  }

  @ParameterizedTest
  @EnumSource
  void bytesGoBothWays(TlsVersion version) throws Exception {
    try (TlsPair pair = pair(version)) {
      write(pair.client, "EHLO a\r\n");
      assertEquals("EHLO a\r\n", new String(read(pair.server, 8), US_ASCII));
      write(pair.server, "250 ok\r\n");
      byte[] into = new byte[20];
      assertEquals(4, pair.client.read(into, 1, 5), "no more than there is room for");
      assertEquals(4, pair.client.available());
      assertEquals(4, pair.client.read(into, 5, 20));
      assertEquals("\000250 ok\r\n", new String(into, 0, 9, US_ASCII));
      assertEquals(0, pair.client.available());
      assertEquals(version.text(), pair.client.description().protocol());
      assertEquals(version.text(), pair.server.description().protocol());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 1000, 16_384, 70_000})
  void whatIsLargeArrivesWhole(int window) throws Exception {
    byte[] sent = new byte[1_000_000];
    new Random(1).nextBytes(sent);
    try (TlsPair pair = pair()) {
      int length = window == 1 ? 20_000 : sent.length;
      var writer = new FutureTask<Void>(() -> pair.client.write(sent, 0, length), null);
      Thread.ofVirtual().start(writer);
      byte[] got = new byte[length];
      for (int at = 0; at < length; ) {
        at += pair.server.read(got, at, Math.min(length, at + window));
      }
      writer.get(20, TimeUnit.SECONDS);
      assertArrayEquals(Arrays.copyOf(sent, length), got);
    }
  }

  @Test
  void aLargeWriteTakesFewWritesBelow() throws Exception {
    try (TlsPair pair = pair()) {
      int before = pair.pipe.client.writes();
      pair.client.write(new byte[640 * 1024], 0, 640 * 1024);
      int writes = pair.pipe.client.writes() - before;
      assertTrue(writes <= 12, writes + " writes for 40 records");
    }
  }

  @Test
  void availableSeesWhatIsStillEncrypted() throws Exception {
    try (TlsPair pair = pair()) {
      write(pair.client, "QUIT\r\n");
      assertEquals(6, pair.server.available());
      assertEquals(6, pair.server.available());
      assertEquals("QUIT\r\n", new String(read(pair.server, 6), US_ASCII));
      assertEquals(0, pair.server.available());
      pair.client.close();
      assertEquals(0, pair.server.available());
      assertEquals(-1, pair.server.read(new byte[1], 0, 1));
    }
  }

  @Test
  void anOrderlyEndIsNotTruncated() throws Exception {
    try (TlsPair pair = pair()) {
      write(pair.client, "x");
      pair.client.close();
      assertEquals("x", new String(read(pair.server, 1), US_ASCII));
      assertEquals(-1, pair.server.read(new byte[1], 0, 1));
      assertEquals(-1, pair.server.read(new byte[1], 0, 1));
      assertFalse(pair.server.isTruncated());
    }
  }

  @Test
  void anEndWithoutFarewellIsKnowable() throws Exception {
    try (TlsPair pair = pair()) {
      pair.pipe.client.cut();
      assertEquals(-1, pair.server.read(new byte[1], 0, 1));
      assertTrue(pair.server.isTruncated());
    }
  }

  @Test
  void theOtherDirectionLivesAfterAnEnd() throws Exception {
    try (TlsPair pair = pair()) {
      pair.pipe.client.cut();
      assertEquals(-1, pair.server.read(new byte[1], 0, 1));
      write(pair.server, "421 bye\r\n");
      assertEquals("421 bye\r\n", new String(read(pair.client, 9), US_ASCII));
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneChangedBitIsRefused(TlsVersion version) throws Exception {
    try (TlsPair pair = pair(version)) {
      long start = pair.pipe.client.sent();
      pair.pipe.client.tamper((offset, octet) -> offset == start + 12 ? (byte) (octet ^ 1) : octet);
      write(pair.client, "MAIL FROM:<>\r\n");
      var broken =
          assertThrows(TransportException.Tls.class, () -> pair.server.read(new byte[99], 0, 99));
      assertEquals(TransportException.Tls.Kind.PROTOCOL, broken.kind());
      assertTrue(broken.getMessage().chars().noneMatch(Character::isISOControl));
    }
  }

  @Test
  void availableKeepsTroubleForTheReader() throws Exception {
    try (TlsPair pair = pair()) {
      long start = pair.pipe.client.sent();
      pair.pipe.client.tamper((offset, octet) -> offset > start + 5 ? 0 : octet);
      write(pair.client, "MAIL FROM:<>\r\n");
      assertEquals(0, pair.server.available());
      assertThrows(TransportException.Tls.class, () -> pair.server.read(new byte[9], 0, 9));
    }
  }

  /** A client's side whose engine a test can have do what {@link TlsClient} would not. */
  private record OwnEngine(SSLEngine engine, TlsConnection connection) {
    static OwnEngine shakingHands(MemoryPipe pipe) throws Exception {
      var context = SSLContext.getInstance("TLS");
      var trust = new PeerTrust(new TrustPolicy.Unverified(), null, false);
      context.init(null, new TrustManager[] {trust}, null);
      SSLEngine engine = context.createSSLEngine("mx.example", 465);
      engine.setUseClientMode(true);
      var connection = new TlsConnection(pipe.client, engine, Optional.empty());
      connection.handshake(Deadline.after(TlsPair.LONG));
      return new OwnEngine(engine, connection);
    }

    /** What a new handshake begins with: a ClientHello in TLS 1.2, a key update in 1.3. */
    void beginAnother(MemoryPipe pipe) throws Exception {
      engine.beginHandshake();
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), record);
      assertTrue(record.position() > 0);
      pipe.client.write(record.array(), 0, record.position());
    }
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    var pipe = new MemoryPipe();
    FutureTask<TlsConnection> served = TlsPair.serve(TlsPair.old(issued), pipe);
    OwnEngine own = OwnEngine.shakingHands(pipe);
    try (TlsConnection accepted = served.get(20, TimeUnit.SECONDS)) {
      own.beginAnother(pipe);
      var refusal =
          assertThrows(TransportException.Tls.class, () -> accepted.read(new byte[99], 0, 99));
      assertEquals("TLS: asked for renegotiation, which is refused", refusal.reason());
    }
  }

  @Test
  void aKeyUpdateIsAnswered() throws Exception {
    var pipe = new MemoryPipe();
    FutureTask<TlsConnection> served = TlsPair.serve(server::handshake, pipe);
    OwnEngine own = OwnEngine.shakingHands(pipe);
    try (TlsConnection accepted = served.get(20, TimeUnit.SECONDS)) {
      long before = pipe.server.sent();
      own.beginAnother(pipe);
      write(own.connection(), "NOOP\r\n");
      assertEquals("NOOP\r\n", new String(read(accepted, 6), US_ASCII));
      assertTrue(pipe.server.sent() > before, "the peer's keys are asked for");
      write(accepted, "250 ok\r\n");
      assertEquals("250 ok\r\n", new String(read(own.connection(), 8), US_ASCII));
    }
  }

  /** Headers of records that are none: type, version, length. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1703030000",
        "170303ffff",
        "1703034801",
        "1503030002",
        "00000000",
        "5245545220310d0a"
      })
  void hostileRecordsEndTheConnection(String hex) throws Exception {
    try (TlsPair pair = pair()) {
      byte[] header = java.util.HexFormat.of().parseHex(hex);
      byte[] record = Arrays.copyOf(header, header.length + 40_000);
      pair.pipe.client.write(record, 0, record.length);
      pair.pipe.client.cut();
      assertThrows(
          TransportException.Tls.class, () -> pair.server.read(new byte[20_000], 0, 20_000));
    }
  }

  @Test
  void silenceEndsAtTheDeadlineAndNoSooner() throws Exception {
    try (TlsPair pair = pair()) {
      Deadline deadline = Deadline.after(Duration.ofMillis(100));
      pair.server.deadline(deadline);
      assertThrows(TransportException.TimedOut.class, () -> pair.server.read(new byte[1], 0, 1));
      assertTrue(deadline.isPast());
    }
  }

  @Test
  void aReadEndsWhenAnotherThreadCloses() throws Exception {
    try (TlsPair pair = pair()) {
      var reading = new FutureTask<>(() -> pair.server.read(new byte[1], 0, 1));
      Thread thread = Thread.ofVirtual().start(reading);
      awaitWaiting(thread);
      pair.server.close();
      var failure = assertThrows(ExecutionException.class, () -> reading.get(20, TimeUnit.SECONDS));
      assertInstanceOf(TransportException.Cancelled.class, failure.getCause());
      assertEquals(-1, pair.client.read(new byte[1], 0, 1));
      assertFalse(pair.client.isTruncated(), "the peer was told");
    }
  }

  @Test
  void whatIsClosedIsOfNoUse() throws Exception {
    try (TlsPair pair = pair()) {
      pair.client.close();
      pair.client.close();
      assertThrows(TransportException.Cancelled.class, () -> pair.client.read(new byte[1], 0, 1));
      assertThrows(TransportException.Cancelled.class, () -> pair.client.write(new byte[1], 0, 1));
      assertEquals(0, pair.client.available());
    }
  }

  @Test
  void closingDuringTheHandshakeEndsIt() throws Exception {
    var pipe = new MemoryPipe();
    var shaking =
        new FutureTask<>(
            () -> client.handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG)));
    Thread thread = Thread.ofVirtual().start(shaking);
    awaitWaiting(thread);
    pipe.client.close();
    var failure = assertThrows(ExecutionException.class, () -> shaking.get(20, TimeUnit.SECONDS));
    assertInstanceOf(TransportException.Cancelled.class, failure.getCause());
  }

  @Test
  void aHandshakeWithNobodyEndsAtTheDeadline() {
    var pipe = new MemoryPipe();
    var late =
        assertThrows(
            TransportException.TimedOut.class,
            () ->
                client.handshake(pipe.client, "mx.example", Deadline.after(Duration.ofMillis(50))));
    assertEquals(
        "mx.example [127.0.0.1]:465: the TLS handshake did not end in time", late.getMessage());
    assertTrue(pipe.client.isClosed());
  }

  /** Cut after every octet that the server sends, until the client has heard enough. */
  @Test
  void aHandshakeCutAnywhereIsClosedForTheClient() throws Exception {
    long at = 0;
    while (!isHeardByTheClient(at)) {
      at++;
    }
    assertTrue(at > 300, "heard enough after " + at);
  }

  /** Whether the client has shaken hands after so many octets; if not, it must say why. */
  private static boolean isHeardByTheClient(long at) throws Exception {
    var pipe = new MemoryPipe();
    pipe.server.cutAt(at);
    FutureTask<TlsConnection> served = TlsPair.serve(server::handshake, pipe);
    try {
      freshClient().handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG));
      return true;
    } catch (TransportException.Closed e) {
      assertEquals("closed the connection during the TLS handshake", e.reason());
      assertTrue(pipe.client.isClosed());
      return false;
    } finally {
      pipe.client.close();
      pipe.server.close();
      served.cancel(true);
    }
  }

  /** Cut after every octet that the client sends, until the server has heard enough. */
  @Test
  void aHandshakeCutAnywhereIsClosedForTheServer() throws Exception {
    long at = 0;
    while (!isHeardByTheServer(at)) {
      at++;
    }
    assertTrue(at > 200, "heard enough after " + at);
  }

  private static boolean isHeardByTheServer(long at) throws Exception {
    var pipe = new MemoryPipe();
    pipe.client.cutAt(at);
    var shaking =
        new FutureTask<>(
            () -> freshClient().handshake(pipe.client, "mx.example", Deadline.after(TlsPair.LONG)));
    Thread.ofVirtual().start(shaking);
    try {
      server.handshake(pipe.server, Deadline.after(TlsPair.LONG));
      return true;
    } catch (TransportException.Closed e) {
      assertTrue(pipe.server.isClosed());
      return false;
    } finally {
      pipe.client.close();
      shaking.cancel(true);
    }
  }

  /** One that has no session to resume. */
  private static TlsClient freshClient() {
    return new TlsClient(TlsClientSettings.unverified());
  }

  @ParameterizedTest
  @EnumSource
  void bothSidesHaveTheSameBindings(TlsVersion version) throws Exception {
    try (TlsPair pair = pair(version)) {
      byte[] certificate = issued.certificate().getEncoded();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate);
      var endPoint = new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, digest);
      assertEquals(
          Optional.of(endPoint), pair.client.channelBinding(ChannelBinding.TLS_SERVER_END_POINT));
      assertEquals(
          Optional.of(endPoint), pair.server.channelBinding(ChannelBinding.TLS_SERVER_END_POINT));
      var exported = pair.client.channelBinding(ChannelBinding.TLS_EXPORTER);
      assertEquals(exported, pair.server.channelBinding(ChannelBinding.TLS_EXPORTER));
      assertEquals(Runtime.version().feature() >= 25, exported.isPresent());
      assertEquals(Optional.empty(), pair.client.channelBinding("tls-unique"));
    }
  }

  @Test
  void theExporterDiffersFromConnectionToConnection() throws Exception {
    try (TlsPair one = pair();
        TlsPair other = pair()) {
      var first = one.client.channelBinding(ChannelBinding.TLS_EXPORTER);
      if (first.isPresent()) {
        assertEquals(32, first.get().data().length);
        assertFalse(first.equals(other.client.channelBinding(ChannelBinding.TLS_EXPORTER)));
      }
    }
  }

  @Test
  void describesWhatWasAgreedOn() throws Exception {
    try (TlsPair pair = pair()) {
      TlsDescription at = pair.client.description();
      assertEquals("TLSv1.3", at.protocol());
      assertTrue(at.cipherSuite().startsWith("TLS_"), at.cipherSuite());
      assertEquals(List.of(issued.certificate()), at.peerCertificates());
      assertEquals(Optional.of("mx.example"), at.serverName());
      TlsDescription there = pair.server.description();
      assertEquals(List.of(), there.peerCertificates());
      assertEquals(Optional.of("mx.example"), there.serverName());
    }
  }

  private static void awaitWaiting(Thread thread) {
    Eventually.awaitState(thread, Thread.State.WAITING, Thread.State.TIMED_WAITING);
  }
}
