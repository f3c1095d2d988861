package org.mailshim.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in 8 bits, and what a server gets that takes 7. */
class SevenBitMessageTest {
  private static MailData data(String text) {
    return MailData.verbatim(text.replace("\n", "\r\n").getBytes(UTF_8));
  }

  private static byte[] written(MailData message) throws IOException {
    SevenBitMessage.Survey survey = SevenBitMessage.survey(message);
    assertEquals(Optional.empty(), survey.obstacle());
    var out = new ByteArrayOutputStream();
    SevenBitMessage.write(
        message, survey, (octets, from, to) -> out.write(octets, from, to - from));
    for (byte octet : out.toByteArray()) {
      assertTrue(octet >= 0, "8-bit");
    }
    return out.toByteArray();
  }

  private static String encoded(String text) throws IOException {
    return new String(written(data(text)), ISO_8859_1).replace("\r\n", "\n");
  }

  private static String obstacle(String text) throws IOException {
    SevenBitMessage.Survey survey = SevenBitMessage.survey(data(text));
    assertFalse(survey.isSevenBit());
    return survey.obstacle().orElse("none");
  }

  @Test
  void textBecomesQuotedPrintable() throws IOException {
    String fields = "Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n";
    assertEquals(
        fields
            + "Content-Transfer-Encoding: quoted-printable\n\n"
            + "Gr=C3=BC=C3=9Fe =3D=20\n.\n\ta =E2=82=AC=09\n\nlast\n",
        encoded(
            fields
                + "Content-Transfer-Encoding: 8bit\n\n"
                + "Gr\u00fc\u00dfe = \n.\n\ta \u20ac\t\n\nlast\n"));
  }

  @Test
  void anythingElseBecomesBase64() throws IOException {
    byte[] octets = new byte[1000];
    new Random(4).nextBytes(octets);
    for (int i = 0; i < octets.length; i++) {
      octets[i] = octets[i] == '\r' || octets[i] == '\n' ? (byte) 200 : octets[i];
    }
    var message = new ByteArrayOutputStream();
    message.writeBytes("Content-Type: image/x; name=\"a\"\r\n\r\n".getBytes(UTF_8));
    message.writeBytes(octets);
    message.writeBytes("\r\n".getBytes(UTF_8));
    String text = new String(written(MailData.verbatim(message.toByteArray())), ISO_8859_1);
    int body = text.indexOf("\r\n\r\n") + 4;
    assertTrue(text.startsWith("Content-Type: image/x"), text);
    assertTrue(text.contains("\r\nContent-Transfer-Encoding: base64\r\n"), text);
    assertTrue(text.contains("\r\nMIME-Version: 1.0\r\n"), text);
    byte[] decoded = Base64.getMimeDecoder().decode(text.substring(body));
    var expected = new ByteArrayOutputStream();
    expected.writeBytes(octets);
    expected.writeBytes("\r\n".getBytes(UTF_8));
    assertArrayEquals(expected.toByteArray(), decoded);
    for (String line : text.substring(body).split("\r\n")) {
      assertTrue(line.length() <= 76, line);
    }
  }

  @Test
  void onlyThePartsThatNeedItAreEncoded() throws IOException {
    assertEquals(
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed;
         boundary="a b"
        Content-Transfer-Encoding: 7bit

        preamble
        --a b
        Content-Type: text/html
        Content-Transfer-Encoding: quoted-printable

        <p>=C3=A4</p>
        --a b
        Content-Transfer-Encoding: base64

        QUJD
        --a b
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 7bit

        Subject: inner
        Content-Type: multipart/alternative; boundary=i

        --i

        plain  \s
        --i
        Content-Type: application/x
        Content-Transfer-Encoding: base64

        w7YNCsO2
        --i--
        --a b--
        epilogue
        """,
        encoded(
            """
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
             boundary="a b"
            Content-Transfer-Encoding: 8bit

            preamble
            --a b
            Content-Type: text/html

            <p>ä</p>
            --a b
            Content-Transfer-Encoding: base64

            QUJD
            --a b
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            Subject: inner
            Content-Type: multipart/alternative; boundary=i

            --i

            plain  \s
            --i
            Content-Type: application/x
            Content-Transfer-Encoding: 8bit

            ö
            ö
            --i--
            --a b--
            epilogue
            """));
  }

  @Test
  void aMessageWithoutMimeIsTextOfAnUnknownKind() throws IOException {
    assertEquals(
        """
        Subject: x
        Content-Transfer-Encoding: quoted-printable
        MIME-Version: 1.0
        Content-Type: text/plain; charset=unknown-8bit

        =C3=A4
        """,
        encoded(
            """
            Subject: x

            ä
            """));
  }

  @Test
  void whatIsInSevenBitsStaysAsItIs() throws IOException {
    String text =
        """
        Content-Type: multipart/signed; boundary=s; protocol="x/y"

        --s

        signed
        --s--
        """;
    SevenBitMessage.Survey survey = SevenBitMessage.survey(data(text));
    assertTrue(survey.isSevenBit());
    assertEquals(text, encoded(text));
  }

  @Test
  void whatIsSignedIsNotTouched() throws IOException {
    String reason =
        obstacle(
            """
            Content-Type: multipart/signed; boundary=s

            --s
            Content-Type: multipart/mixed; boundary=m

            --m

            ä
            --m--
            --s--
            """);
    assertTrue(reason.contains("signed"), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: ä\n\nx\n",
        "Content-Type: multipart/mixed; boundary=b\n\nä\n--b\n\nx\n--b--\n",
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\nä\n",
        "Content-Type: multipart/mixed\n\nä\n",
        "Content-Type: message/partial\n\nä\n",
        "Content-Transfer-Encoding: base64\n\nä\n",
        "no header section ä\n",
      })
  void whatCannotBeEncodedHasAnObstacle(String text) throws IOException {
    assertFalse(obstacle(text).equals("none"));
    SevenBitMessage.Survey survey = SevenBitMessage.survey(data(text));
    assertThrows(
        IllegalArgumentException.class,
        () -> SevenBitMessage.write(data(text), survey, (octets, from, to) -> {}));
  }

  @Test
  void headerFieldsAreToldApart() throws IOException {
    assertFalse(SevenBitMessage.survey(data("Subject: ä\n\nx\n")).isHeaderSevenBit());
    assertTrue(SevenBitMessage.survey(data("Subject: a\n\nä\n")).isHeaderSevenBit());
    String inner = "Content-Type: message/rfc822\n\nSubject: ä\n\nx\n";
    assertFalse(SevenBitMessage.survey(data(inner)).isHeaderSevenBit());
  }

  @Test
  void longLinesAreBrokenSoftly() throws IOException {
    String text = encoded("Content-Type: text/plain\n\n" + "ä".repeat(40_000) + "\n");
    String body = text.substring(text.indexOf("\n\n") + 2);
    for (String line : body.split("\n")) {
      assertTrue(line.length() <= 76, line);
    }
    assertEquals("=C3=A4".repeat(40_000) + "\n", body.replace("=\n", ""));
  }

  @Test
  void depthAndLengthOfHeadersAreBounded() throws IOException {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b");
      deep.append(i).append('\n');
    }
    assertFalse(obstacle(deep + "\nä\n").equals("none"));
    String long1 = "X: " + "x".repeat(MimeWalk.MOST_HEADER_OCTETS) + "\n\nä\n";
    assertFalse(obstacle(long1).equals("none"));
  }
}
