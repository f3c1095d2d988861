package org.mailshim.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.junit.jupiter.api.Test;
import org.mailshim.MailMessage;

/**
 * Reads the messages that mime4j's own tests have, of many mailers and broken in many ways, and
 * finds the parts that mime4j finds, octet for octet. Then composes them anew and reads them again.
 */
final class MimeCorpusTest {
  /** One part: its type, and what it holds. */
  private record Leaf(String type, String content) {}

  /**
   * Where we mean to differ: a message without a header section is all body; base64 whose padding
   * is missing is read to its end.
   */
  private static final Set<String> DIFFERENT =
      Set.of(
          "testmsgs/malformedHeader-noheader.msg",
          "testmsgs/malformedHeaderStartsBody-noheader.msg",
          "mimetools-testmsgs/multi-frag.msg");

  @Test
  void partsAreThoseThatMime4jFinds() throws Exception {
    Map<String, byte[]> corpus = corpus();
    List<String> different = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : corpus.entrySet()) {
      List<Leaf> theirs = theirs(each.getValue());
      List<Leaf> ours = ours(MailMessage.parse(each.getValue()));
      // A multipart without parts: mime4j has no event for what it holds.
      ours.removeIf(leaf -> leaf.type.startsWith("multipart/"));
      assertTrue(!theirs.equals(ours) || !DIFFERENT.contains(each.getKey()), each.getKey());
      if (!theirs.equals(ours) && !DIFFERENT.contains(each.getKey())) {
        different.add(each.getKey() + "\n  mime4j " + theirs + "\n  ours   " + ours);
      }
    }
    assertTrue(corpus.size() > 70, corpus.keySet().toString());
    assertEquals(List.of(), different);
  }

  @Test
  void composedAnewTheyHoldTheSame() throws Exception {
    for (Map.Entry<String, byte[]> each : corpus().entrySet()) {
      MailMessage message = MailMessage.parse(each.getValue());
      MailMessage again = MailMessage.parse(message.toBuilder().build().toBytes());
      assertEquals(types(message), types(again), each.getKey());
    }
  }

  /** A multipart without parts goes out with a text in it. */
  private static List<String> types(MailMessage message) {
    return message.leaves().stream()
        .map(part -> part.type().isMultipart() ? "text/plain" : part.type().name())
        .toList();
  }

  private static Map<String, byte[]> corpus() throws IOException {
    Map<String, byte[]> corpus = new TreeMap<>();
    Path jar = null;
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (entry.contains("apache-mime4j-core") && entry.endsWith("-tests.jar")) {
        jar = Path.of(entry);
      }
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        if (entry.getName().endsWith(".msg")) {
          corpus.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
    return corpus;
  }

  private static List<Leaf> ours(MailMessage message) {
    List<Leaf> leaves = new ArrayList<>();
    for (MimePart part : message.leaves()) {
      leaves.add(leaf(part.type().name(), part.octets(Integer.MAX_VALUE)));
    }
    return leaves;
  }

  private static List<Leaf> theirs(byte[] message) throws IOException, MimeException {
    var stream = new MimeTokenStream(MimeConfig.PERMISSIVE);
    stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
    stream.parse(new ByteArrayInputStream(message));
    stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
    List<Leaf> leaves = new ArrayList<>();
    for (EntityState state = stream.getState();
        state != EntityState.T_END_OF_STREAM;
        state = stream.next()) {
      if (state == EntityState.T_BODY) {
        try (InputStream in = stream.getDecodedInputStream()) {
          leaves.add(leaf(stream.getBodyDescriptor().getMimeType(), in.readAllBytes()));
        }
      }
    }
    return leaves;
  }

  private static Leaf leaf(String type, byte[] octets) {
    String content = Base64.getEncoder().encodeToString(octets);
    return new Leaf(
        type,
        octets.length
            + ":"
            + content.substring(0, Math.min(80, content.length()))
            + ":"
            + content.hashCode());
  }
}
