package org.mailshim.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.FixedResolver;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.RamQueue;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

class ChangingDelivererTest implements ChangingDeliverer.Ways<Integer> {
  private final RamQueue queue = new RamQueue(Clock.systemUTC(), new Random(1));
  private final Semaphore settled = new Semaphore(0);
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final ChangingDeliverer<Integer> deliverer = new ChangingDeliverer<>(this);
  private volatile int port;
  private ScriptedSink one;
  private ScriptedSink two;
  private QueueRunner runner;

  @Override
  public Integer now() {
    if (port == 0) {
      throw new IllegalStateException("nothing is configured");
    }
    return port;
  }

  @Override
  public Deliverer deliverer(Integer way) {
    return new Deliverer(
        Routing.of(new Route.SmartHost("127.0.0.1", way)),
        DeliverySettings.of(SessionOptions.defaults().withClientName("own.example")),
        new FixedResolver(),
        new Dialer(new SystemHostResolver()),
        ConcurrencySettings.DEFAULT,
        Clock.systemUTC());
  }

  @Override
  public DeliveryObserver observer(Claim claim) {
    return DeliveryObserver.NONE;
  }

  @BeforeEach
  void run() throws IOException {
    one = new ScriptedSink(1, 0);
    two = new ScriptedSink(1, 0);
    var standard = RunnerSettings.of(DomainName.parse("own.example"));
    var settings =
        new RunnerSettings(
            standard.ownName(),
            standard.schedule(),
            standard.mostAtOnce(),
            standard.lease(),
            Duration.ofMillis(50));
    QueueObserver observer =
        new QueueObserver() {
          @Override
          public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
            settled.release();
          }

          @Override
          public void trouble(String doing, Throwable fault) {
            troubles.add(doing);
          }
        };
    runner =
        new QueueRunner(
            queue,
            deliverer,
            Thread::startVirtualThread,
            settings,
            Clock.systemUTC(),
            new Random(2),
            observer);
  }

  @AfterEach
  void stop() throws IOException {
    runner.stop(System.nanoTime());
    deliverer.close();
    queue.close();
    one.close();
    two.close();
  }

  private void submit() {
    byte[] octets = "Subject: x\r\n\r\nx\r\n".getBytes(UTF_8);
    var envelope =
        new Envelope(
            ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@example.net")));
    try (Submission submission = queue.submit(QueueEnvelope.of(envelope))) {
      submission.write(octets, 0, octets.length);
      submission.commit();
    }
  }

  private void deliver(int messages) throws InterruptedException {
    for (int i = 0; i < messages; i++) {
      submit();
      assertTrue(settled.tryAcquire(60, TimeUnit.SECONDS), () -> troubles.toString());
    }
  }

  @Test
  void theSameWayKeepsItsSessionsAndAnotherEndsThem() throws Exception {
    port = one.port();
    runner.start();
    deliver(3);
    assertEquals(1, one.sessions());
    port = two.port();
    deliver(2);
    assertEquals(3, one.messages.size());
    assertEquals(2, two.messages.size());
    assertEquals(1, two.sessions());
    one.await("end"); // long before it has been idle for too long
  }

  @Test
  void whatIsUnderWayEndsTheWayItBegan() throws Exception {
    port = one.port();
    one.script(".", ScriptedSink.HANG);
    runner.start();
    submit();
    one.await(".");
    port = two.port();
    deliver(1);
    assertEquals(1, two.messages.size());
    assertEquals(List.of(), one.heard.stream().filter("end"::equals).toList());
  }

  @Test
  void withoutAWayNothingIsClaimed() throws Exception {
    runner.start();
    submit();
    Eventually.await("there is trouble", () -> !troubles.isEmpty());
    assertEquals(0, settled.availablePermits());
    port = one.port();
    runner.wake();
    assertTrue(settled.tryAcquire(60, TimeUnit.SECONDS));
    assertEquals(1, one.messages.size());
  }
}
