package org.mailshim.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.database.Chunks;
import org.mailshim.message.MailData;

/**
 * Messages that this process has committed a moment ago and will probably claim in the next: so
 * that they need not be read back. Whoever claims a message still changes its rows, which alone
 * decide; what is remembered here only saves looking at them, and holds for recipients that nobody
 * has tried yet.
 *
 * <p>Remembered are messages of one chunk, as long as there is memory for them: those that came
 * first, since they are claimed first. One that nobody has claimed for a minute is forgotten when
 * another one wants its place; another process has it, or it is held. For the committer's thread.
 */
final class FreshMessages {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** What an envelope takes, about, with each of its recipients. */
  private static final int OCTETS_EACH = 512;

  /** A sixteenth of the heap. */
  private final long most = Runtime.getRuntime().maxMemory() / 16;

  private final LinkedHashMap<QueueId, FreshMessage> messages = new LinkedHashMap<>();
  private long held;

  /**
   * One message.
   *
   * @param octets the mail data; not copied
   */
  record FreshMessage(QueueEnvelope envelope, Instant arrived, byte[] octets) {
    private long size() {
      return octets.length + (1L + envelope.recipients().size()) * OCTETS_EACH;
    }

    /** Where its recipients are, as their column has it. */
    Set<String> destinations() {
      Set<String> destinations = new LinkedHashSet<>();
      for (QueueEnvelope.Recipient recipient : envelope.recipients()) {
        destinations.add(ClaimRoom.destination(recipient.forwardPath()));
      }
      return destinations;
    }

    /** The claim of all its recipients, for the first time. */
    Claim claim(QueueId id, long lease) {
      List<Claim.Due> due = new ArrayList<>(envelope.recipients().size());
      for (int i = 0; i < envelope.recipients().size(); i++) {
        due.add(new Claim.Due(i, 0));
      }
      return new Claim(id, lease, arrived, envelope, due, MailData.verbatim(octets));
    }
  }

  /** Remembers a message, if it is short and there is room. */
  void add(QueueId id, FreshMessage message) {
    if (message.octets().length > Chunks.OCTETS) {
      return;
    }
    forgetBefore(message.arrived().minus(LONGEST));
    if (held + message.size() <= most) {
      forget(id); // committed once more, after the first time failed
      messages.put(id, message);
      held += message.size();
    }
  }

  private void forgetBefore(Instant oldest) {
    Iterator<FreshMessage> all = messages.values().iterator();
    while (all.hasNext()) {
      FreshMessage first = all.next();
      if (!first.arrived().isBefore(oldest)) {
        return;
      }
      all.remove();
      held -= first.size();
    }
  }

  /** A message that is remembered. */
  Optional<FreshMessage> find(QueueId id) {
    return Optional.ofNullable(messages.get(id));
  }

  /** It is claimed, or gone. */
  void forget(QueueId id) {
    FreshMessage message = messages.remove(id);
    if (message != null) {
      held -= message.size();
    }
  }
}
