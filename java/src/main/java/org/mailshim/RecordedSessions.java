package org.mailshim;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailshim.jfr.ServerSessionEvent;
import org.mailshim.transport.Endpoint;

/**
 * The sessions that servers of one protocol have with clients, each with its event, so that it has
 * a duration. While nobody records, nothing is kept. Any thread. Loaded where there is a Flight
 * Recorder.
 */
final class RecordedSessions {
  private final String protocol;
  private final Map<String, ServerSessionEvent> underWay = new ConcurrentHashMap<>();

  RecordedSessions(String protocol) {
    this.protocol = protocol;
  }

  /** Something happens in a session; the first time, its event begins. */
  void goesOn(String id) {
    if (underWay.containsKey(id)) {
      return;
    }
    var event = new ServerSessionEvent();
    if (event.isEnabled()) {
      event.begin();
      underWay.put(id, event);
    }
  }

  /** A session is over; one that began before the recording has no duration. */
  void isOver(String id, Endpoint client, String reason) {
    ServerSessionEvent begun = underWay.remove(id);
    ServerSessionEvent event = begun == null ? new ServerSessionEvent() : begun;
    if (event.isEnabled()) {
      event.protocol = protocol;
      event.client = client.text();
      event.outcome = reason;
      event.commit();
    }
  }
}
