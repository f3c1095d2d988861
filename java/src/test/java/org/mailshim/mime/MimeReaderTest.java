package org.mailshim.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are read however they come, and that try to be expensive. */
final class MimeReaderTest {
  private static final String TWO =
      "Content-Type: multipart/mixed; boundary=b\r\n\r\nbefore\r\n--b\r\n\r\n%s\r\n--b\r\n"
          + "Content-Type: text/html\r\n\r\n<p>\r\n--b--\r\nafter\r\n";

  /** A content that comes in pieces of its own choice. */
  private record Dribbling(byte[] message, int most) implements Content {
    @Override
    public InputStream open() {
      var random = new Random(most);
      return new FilterInputStream(new ByteArrayInputStream(message)) {
        @Override
        public int read(byte[] into, int at, int length) throws IOException {
          return super.read(into, at, Math.min(length, 1 + random.nextInt(most)));
        }
      };
    }

    @Override
    public OptionalLong octets() {
      return OptionalLong.of(message.length);
    }
  }

  private static MimeReader.Message read(String message) throws IOException {
    return MimeReader.read(Content.of(message.getBytes(ISO_8859_1)));
  }

  private static List<String> leaves(MimePart part) {
    List<String> leaves = new ArrayList<>();
    if (part.parts().isEmpty()) {
      leaves.add(part.type().name() + ":" + new String(part.octets(1 << 22), ISO_8859_1));
    }
    part.parts().forEach(each -> leaves.addAll(leaves(each)));
    return leaves;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100, 40_000})
  void piecesDoNotMatter(int most) throws IOException {
    for (int length : new int[] {0, 1, 32_700, 32_765, 32_766, 32_767, 32_768, 32_769, 70_000}) {
      String line = "x".repeat(length);
      byte[] octets = TWO.formatted(line).getBytes(ISO_8859_1);
      MimeReader.Message message = MimeReader.read(new Dribbling(octets, most));
      assertEquals(List.of("text/plain:" + line, "text/html:<p>"), leaves(message.body()));
      assertEquals(octets.length, message.octets());
      assertTrue(message.isCanonical());
    }
  }

  @ParameterizedTest
  @CsvSource({"'a: b\r\n\r\nx\r\n', true", "'a: b\r\n\r\nx', false", "'a: b\n\nx\n', false"})
  void lineEndsAreNoticed(String text, boolean canonical) throws IOException {
    assertEquals(canonical, read(text).isCanonical());
  }

  @Test
  void headerSectionsOfAllSorts() throws IOException {
    assertEquals("b c", read("A: b\r\n c\r\n\r\n").fields().text("a").orElseThrow());
    assertEquals("c", read("From me Fri\r\nA: c\r\n\r\n").fields().text("a").orElseThrow());
    assertEquals("d", read("A : d\n\n").fields().text("a").orElseThrow());
    assertEquals("e", read("A: 1\r\nnonsense\r\nB: e\r\n\r\n").fields().text("b").orElseThrow());
    assertEquals(List.of("text/plain:just text\n"), leaves(read("just text\n").body()));
    assertEquals("ü", read("A: \u00fc\n\n").fields().text("a").orElseThrow());
    assertEquals("ü", read("A: \u00c3\u00bc\n\n").fields().text("a").orElseThrow());
    assertEquals(0, read("").fields().fields().size());
    String long1 = "A: " + "y".repeat(100_000);
    assertEquals(100_000, read(long1 + "\r\n\r\n").fields().text("a").orElseThrow().length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "=?UTF-8?Q?a=C3=BC?= =?utf-8?b?w7w=?=|aüü",
        "=?UTF-8?Q?=C3?= =?UTF-8?Q?=BC?=|ü",
        "=?ISO-8859-1*de?Q?a_b?= c|a b c",
        "=?unknown?Q?a?= b|=?unknown?Q?a?= b",
        "x =?UTF-8?Q?y?= z|x y z",
        "=?UTF-8?Q?un finished|=?UTF-8?Q?un finished",
        "=?=?=?|=?=?=?"
      })
  void encodedWords(String field, String text) {
    assertEquals(text, EncodedWords.decode(field));
  }

  @Test
  void parametersOfAllSorts() {
    assertEquals("a b", ContentType.lenient("x/y; n=\"a b\"").parameter("N").orElseThrow());
    assertEquals(
        "aüb", ContentType.lenient("x/y; n*=UTF-8''a%C3%BCb").parameter("n").orElseThrow());
    assertEquals(
        "abc", ContentType.lenient("x/y; n*1=b; n*0=a; n*2*=c").parameter("n").orElseThrow());
    assertEquals("v", ContentType.lenient("x/y ;; =; n=v;").parameter("n").orElseThrow());
    assertEquals(ContentType.TEXT_PLAIN, ContentType.lenient("nonsense"));
    assertEquals("x/y", ContentType.lenient("X/Y (comment); n=v").name());
  }

  @Test
  void expensiveMessagesAreCheap() throws IOException {
    var deep = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n--b");
      deep.append(i).append("\r\n");
    }
    assertEquals(1, leaves(read(deep.toString()).body()).size());
    String wide =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n".repeat(50_000);
    assertEquals(10_000, leaves(read(wide).body()).size());
    String fields = "A: b\r\n".repeat(300_000) + "\r\n";
    assertTrue(read(fields).fields().fields().size() < 300_000);
    assertTrue(NamedMailbox.lenientList("(".repeat(200_000)).isEmpty());
    assertTrue(NamedMailbox.lenientList("\"\\".repeat(200_000)).isEmpty());
    assertTrue(EncodedWords.decode("=?".repeat(100_000)).length() == 200_000);
    assertTrue(EncodedWords.decode("=?a?Q?".repeat(150_000)).length() == 900_000);
    assertTrue(EncodedWords.decode("=?a?B? ".repeat(100_000) + "?=").length() == 700_002);
  }

  @Test
  void damagedEncodingsGiveWhatTheyHave() {
    assertEquals("hello", new String(Base64Decoder.decode("aGVs\r\n bG8"), ISO_8859_1));
    assertEquals("hihi", new String(Base64Decoder.decode("aGk=aGk="), ISO_8859_1));
    var out = new OctetBuffer(16);
    var decoder = new QuotedPrintableDecoder();
    byte[] text = "a=3Db=\r\nc= \r\nd=ZZ  \r\n=e9=".getBytes(ISO_8859_1);
    for (int i = 0; i < text.length; i++) {
      decoder.decode(text, i, i + 1, out);
    }
    decoder.finish(out);
    assertEquals("a=bcd=ZZ\r\n\u00e9", new String(out.toByteArray(), ISO_8859_1));
  }
}
