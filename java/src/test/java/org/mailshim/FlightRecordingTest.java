package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What records passes everything on, also what its interface has got since. */
final class FlightRecordingTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        RecordedCollection.class,
        RecordedPop3Server.class,
        RecordedQueue.class,
        RecordedResolver.class,
        RecordedSmtpServer.class
      })
  void everyMethodIsPassedOn(Class<?> recorded) {
    Set<String> missing = new TreeSet<>();
    Method[] heard = recorded.getInterfaces()[0].getMethods();
    for (Method each : heard) {
      boolean own =
          Arrays.stream(recorded.getDeclaredMethods())
              .anyMatch(
                  other ->
                      other.getName().equals(each.getName())
                          && Arrays.equals(other.getParameterTypes(), each.getParameterTypes()));
      if (!own) {
        missing.add(each.getName());
      }
    }
    assertTrue(heard.length > 2);
    assertEquals(Set.of(), missing);
  }
}
