package org.mailshim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.mime.MimePart;

/** What a reader of a message looks for among its parts. Stateless. */
final class MessageParts {
  private MessageParts() {}

  /** The parts that have content, in their order. */
  static List<MimePart> leaves(MimePart root) {
    List<MimePart> leaves = new ArrayList<>();
    collect(root, leaves);
    return leaves;
  }

  private static void collect(MimePart part, List<MimePart> leaves) {
    if (part.parts().isEmpty()) {
      leaves.add(part);
    }
    for (MimePart each : part.parts()) {
      collect(each, leaves);
    }
  }

  /** The first part of that type that is no attachment. */
  static Optional<String> text(MimePart root, String type, int limit) {
    for (MimePart part : leaves(root)) {
      if (part.type().is(type) && !part.isAttachment()) {
        return Optional.of(part.text(limit));
      }
    }
    return Optional.empty();
  }

  /** What says that it is an attachment, and what is neither text nor within the text. */
  static List<MimePart> attachments(MimePart root) {
    List<MimePart> attachments = new ArrayList<>();
    for (MimePart part : leaves(root)) {
      boolean shown = part.type().isText() || part.contentId().isPresent();
      boolean inline = part.disposition().isPresent() && !part.isAttachment();
      if (part.isAttachment() || (!shown && !inline && part != root)) {
        attachments.add(part);
      }
    }
    return attachments;
  }
}
