package org.mailshim;

import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.client.SessionObserver;

/** Looks on at one session of a {@link Pop3Client}: logs, and tells events. On its thread. */
final class Pop3Tracker implements SessionObserver {
  private final Pop3Client client;
  private @Nullable ObservedConnection connection;
  private long id;
  private boolean authenticating;

  Pop3Tracker(Pop3Client client) {
    this.client = client;
  }

  void connection(ObservedConnection made, boolean tlsAtOnce) {
    connection = made;
    id = made.id();
    if (tlsAtOnce) {
      tlsStarts();
    }
  }

  @Override
  public void command(String line) {
    boolean shows = line.startsWith("PASS") || line.startsWith("APOP") || line.startsWith("AUTH");
    authenticating |= shows;
    secret(authenticating);
    client.debug("C: " + line);
    if (client.events.isHeard()) {
      client.events.tell(id, source -> new ClientEvent.CommandSent(source, line));
      if (line.equals("STLS")) {
        tlsStarts();
      }
    }
  }

  private void secret(boolean is) {
    ObservedConnection now = connection;
    if (now != null) {
      now.secret(is);
    }
  }

  private void tlsStarts() {
    if (client.events.isHeard()) {
      client.events.tell(id, ClientEvent.TlsStarting::new);
    }
  }

  @Override
  public void response(Response response) {
    if (response.status() != Response.Status.CONTINUE) {
      authenticating = false;
      secret(false);
    }
    client.debug("S: " + response.text());
    if (client.events.isHeard()) {
      client.events.tell(id, source -> new ClientEvent.ResponseReceived(source, response));
    }
  }

  @Override
  public void encrypted(String description) {
    client.debug("TLS: " + description);
    if (client.events.isHeard()) {
      int space = description.indexOf(' ');
      String protocol = description.substring(0, Math.max(0, space));
      String cipher = description.substring(space + 1);
      client.events.tell(id, source -> new ClientEvent.TlsEstablished(source, protocol, cipher));
    }
  }
}
