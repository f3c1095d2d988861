package org.mailshim.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as values; what they look like as text is in the grammar tables. */
class AddressTest {

  @Test
  void domainsAreEqualInAnyCase() {
    assertEquals(Domain.parse("Example.ORG"), Domain.parse("eXAMPLE.org"));
    assertEquals(Domain.parse("Example.ORG").hashCode(), Domain.parse("eXAMPLE.org").hashCode());
    assertEquals(Domain.parse("bücher.example"), Domain.parse("XN--BCHER-KVA.example"));
    assertEquals(Domain.parse("[IPv6:2001:DB8::1]"), Domain.parse("[ipv6:2001:db8::1]"));
    assertEquals(
        Domain.parse("[IPv6:2001:DB8::1]").hashCode(),
        Domain.parse("[ipv6:2001:db8::1]").hashCode());
    assertNotEquals(Domain.parse("example.org"), Domain.parse("example.net"));
    assertNotEquals(Domain.parse("192.0.2.1"), Domain.parse("[192.0.2.1]"));
  }

  @Test
  void localPartsAreEqualInTheSameCaseOnly() {
    assertEquals(Mailbox.parse("ann@example.org"), Mailbox.parse("\"ann\"@EXAMPLE.org"));
    assertNotEquals(Mailbox.parse("ann@example.org"), Mailbox.parse("Ann@example.org"));
    assertEquals(
        ReversePath.parse("<ann@example.org>"), ReversePath.of(Mailbox.parse("ann@example.ORG")));
    assertEquals(
        ForwardPath.parse("<ann@example.org>"), ForwardPath.of(Mailbox.parse("ann@example.ORG")));
  }

  @Test
  void everyLocalPartIsReadBackFromItsText() {
    Random random = new Random(5321);
    String characters = "ab.@<>\"\\ ,:;()[]!#ä€";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder localPart = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        localPart.append(characters.charAt(random.nextInt(characters.length())));
      }
      Mailbox mailbox = new Mailbox(localPart.toString(), Domain.parse("example.org"));
      assertEquals(mailbox, Mailbox.parse(mailbox.text()));
      assertEquals(
          mailbox,
          ForwardPath.parse("<" + mailbox.text() + ">") instanceof ForwardPath.Of of
              ? of.mailbox()
              : null);
    }
  }

  @Test
  void literalsNameAHost() {
    assertEquals("/192.0.2.1", literal("[192.0.2.1]").address().orElseThrow().toString());
    assertEquals(
        "/10.8.0.9",
        literal("[010.08.0.009]").address().orElseThrow().toString(),
        "decimal, not octal");
    assertEquals(
        "/2001:db8:0:0:0:0:0:1", literal("[IPv6:2001:db8::1]").address().orElseThrow().toString());
    assertTrue(literal("[tag:x]").address().isEmpty());
    assertThrows(AddressSyntaxException.class, () -> new AddressLiteral("IPv6", "192.0.2.1"));
    assertThrows(AddressSyntaxException.class, () -> new AddressLiteral("", "::1"));
    assertEquals(255, new AddressLiteral("tag", "x".repeat(249)).ascii().length());
    assertThrows(AddressSyntaxException.class, () -> new AddressLiteral("tag", "x".repeat(250)));
  }

  private static AddressLiteral literal(String text) {
    return AddressLiteral.parse(text);
  }

  /** The registrars' A-labels, not those of 2003, which may be somebody else's domain. */
  @ParameterizedTest
  @CsvSource({
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.Example, xn--bcher-kva.example",
    "faß.de, xn--fa-hia.de",
    "FAẞ.de, xn--fa-hia.de",
    "fass.de, fass.de",
    "Straße.Bücher.de, xn--strae-oqa.xn--bcher-kva.de",
    "βόλος.com, xn--nxasmm1c.com",
    "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
    "日本。jp, xn--wgv71a.jp",
    "ｍｘ．example, mx.example",
    "fa\u00adß.de, xn--fa-hia.de",
    "u\u0308ß．de, xn--zca1d.de",
    "İ.example, xn--i-9bb.example",
    "😀.example, xn--e28h.example",
    "i❤.ws, xn--i-7iq.ws",
    "ᏣᎳᎩ.example, xn--f9dt7l.example",
    "ⴰⴱⴳ.example, xn--4ljcg.example"
  })
  void internationalisedDomainsHaveTheALabelsOfToday(String name, String labels) {
    assertEquals(labels, Domain.parse(name).ascii());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b\u200ccher.de",
        "b\u200dß.de",
        "\u0378.de",
        "ß\u0627.de",
        "…de",
        "ß..de",
        "\u00ad.de"
      })
  void whatIsNoInternationalisedDomainIsRefused(String name) {
    assertThrows(AddressSyntaxException.class, () -> Domain.parse(name));
  }

  /** RFC 3492 §7.1. */
  @Test
  void punycodeOfTheRfc() {
    assertEquals("egbpdaj6bu4bxfgehfvwxn", Punycode.encode("ليهمابتكلموشعربي؟"));
    assertEquals("ihqwcrb4cv8a8dqg056pqjye", Punycode.encode("他们为什么不说中文"));
    assertEquals("Proprostnemluvesky-uyb24dma41a", Punycode.encode("Pročprostěnemluvíčesky"));
    assertEquals("3B-ww4c5e180e575a65lsy2b", Punycode.encode("3年B組金八先生"));
  }

  @Test
  void longNamesAreRefusedAtOnce() {
    assertThrows(AddressSyntaxException.class, () -> Domain.parse("a.".repeat(5_000) + "a"));
    assertThrows(AddressSyntaxException.class, () -> Domain.parse("ä".repeat(10_000)));
    assertThrows(AddressSyntaxException.class, () -> Domain.parse("a".repeat(10_000)));
    assertThrows(AddressSyntaxException.class, () -> Mailbox.parse("\"".repeat(10_000)));
    assertEquals(255, new DomainName("a.".repeat(127) + "a").ascii().length());
    assertThrows(AddressSyntaxException.class, () -> new DomainName("a.".repeat(127) + "aa"));
  }

  @Test
  void envelopesAreImmutableAndHaveARecipient() {
    List<ForwardPath> recipients = new ArrayList<>(List.of(ForwardPath.POSTMASTER));
    Envelope envelope = new Envelope(ReversePath.NULL, recipients);
    recipients.clear();
    assertEquals(List.of(ForwardPath.POSTMASTER), envelope.forwardPaths());
    assertThrows(IllegalArgumentException.class, () -> new Envelope(ReversePath.NULL, List.of()));
    assertTrue(envelope.isAscii());
    assertFalse(
        new Envelope(ReversePath.NULL, List.of(ForwardPath.parse("ä@example.org"))).isAscii());
    assertFalse(
        new Envelope(ReversePath.parse("ä@example.org"), List.of(ForwardPath.POSTMASTER))
            .isAscii());
    assertTrue(
        new Envelope(ReversePath.NULL, List.of(ForwardPath.parse("a@ä.example"))).isAscii(),
        "A-labels");
  }

  @Test
  void octetsAreThoseOfUtf8() {
    for (String text : List.of("", "abc", "ä", "€", "😀", "a😀ä€", "\u0080\u07ff\u0800\uffff")) {
      assertEquals(text.getBytes(StandardCharsets.UTF_8).length, Utf8.octets(text), text);
      assertEquals(text.length() == Utf8.octets(text), Utf8.isAscii(text), text);
    }
    assertEquals(3, Utf8.octets("\ud800"), "an unpaired surrogate");
    assertEquals(6, Utf8.octets("\udc00\ud800"), "the wrong way round");
    assertEquals(-1, Utf8.firstForbidden("a😀ä€"));
    assertEquals(2, Utf8.firstForbidden("a \ud800b"));
    assertEquals(0, Utf8.firstForbidden("\ude00\ud83d"));
  }

  @Test
  void printableTextIsShortAndSafe() {
    assertEquals(
        "a\\r\\n\\tb\\u0000\\u001b\\u007f\\u0085",
        PrintableText.of("a\r\n\tb\0\u001b\u007f\u0085", 99));
    assertEquals("\\u202e\\u2028\\ud800", PrintableText.of("\u202e\u2028\ud800", 99));
    assertEquals(
        "\\udb40\\udc01",
        PrintableText.of("\udb40\udc01", 99),
        "a format character beyond the first plane");
    assertEquals("ä€😀", PrintableText.of("ä€😀", 99));
    assertEquals("abc…", PrintableText.of("abcdef", 3));
    assertEquals("a…", PrintableText.of("a😀", 2), "no pair is cut");
    assertEquals("…", PrintableText.of("a", 0));
    assertEquals("", PrintableText.of("", 0));
  }

  @Test
  void theExceptionShowsTextAndPosition() {
    AddressSyntaxException refused =
        assertThrows(
            AddressSyntaxException.class, () -> ForwardPath.parse("<@a.example:ann@b..c>"));
    assertEquals(18, refused.position());
    assertEquals(
        "empty label in a domain name at position 18 of \"<@a.example:ann@b..c>\"",
        refused.getMessage());
  }
}
