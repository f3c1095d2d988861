package org.mailshim.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailshim.authentication.DkimResult.Outcome;
import org.mailshim.dns.FixedResolver;

/** The examples of RFC 6376 and RFC 8463, cut at every octet and changed at every octet. */
class DkimVectorsTest {
  private static final String RSA_2011 =
      "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkM"
          + "oGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/R"
          + "tdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI"
          + "MmPSPDdQPNUYckcQ2QIDAQAB";
  private static final String RSA_2018 =
      "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
          + "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
          + "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
          + "Ip3G+2kryOTIKT+l/K4w3QIDAQAB";
  private static final String ED25519 =
      "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  private static final String MESSAGE =
      """
      From: Joe SixPack <joe@football.example.com>
      To: Suzie Q <suzie@shopping.example.net>
      Subject: Is dinner ready?
      Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
      Message-ID: <20030712040037.46341.5F8J@football.example.com>

      Hi.

      We lost the game.  Are you hungry yet?

      Joe.
      """;

  /** RFC 6376 A.2 with errata 3192 and 4926: one space, and the folds as they were. */
  private static final String RFC6376 =
      """
      DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
            c=simple/simple; q=dns/txt; i=joe@football.example.com;
            h=Received : From : To : Subject : Date : Message-ID;
            bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
            b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
            4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
            KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
            4bmp/YzhwvcubU4=;
      Received: from client1.football.example.com  [192.0.2.1]
            by submitserver.example.com with SUBMISSION;
            Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
      """
          + MESSAGE.replace("game.  Are", "game. Are");

  /** RFC 8463 A.3. */
  private static final String RFC8463 =
      """
      DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
       d=football.example.com; i=@football.example.com;
       q=dns/txt; s=brisbane; t=1528637909; h=from : to :
       subject : date : message-id : from : subject : date;
       bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
       b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
       Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
      DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
       d=football.example.com; i=@football.example.com;
       q=dns/txt; s=test; t=1528637909; h=from : to : subject :
       date : message-id : from : subject : date;
       bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
       b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
       DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
       dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
      """
          + MESSAGE;

  private final FixedResolver resolver =
      new FixedResolver()
          .text("brisbane._domainkey.example.com", RSA_2011)
          .text("brisbane._domainkey.football.example.com", ED25519)
          .text("test._domainkey.football.example.com", RSA_2018);

  private List<Outcome> outcomes(byte[] message, int cut) {
    DkimVerification verification = new DkimVerification(Clock.systemUTC());
    verification.look(message, 0, cut);
    verification.look(message, cut, message.length);
    return verification.finish(resolver).stream().map(DkimResult::outcome).toList();
  }

  private static byte[] crlf(String text) {
    return text.replace("\n", "\r\n").getBytes(ISO_8859_1);
  }

  @Test
  void rfc6376() {
    assertEquals(List.of(Outcome.PASS), outcomes(crlf(RFC6376), 0));
  }

  @Test
  void rfc8463() {
    assertEquals(List.of(Outcome.PASS, Outcome.PASS), outcomes(crlf(RFC8463), 0));
  }

  @Test
  void cutAnywhere() {
    byte[] message = crlf(RFC6376);
    for (int cut = 0; cut <= message.length; cut++) {
      assertEquals(List.of(Outcome.PASS), outcomes(message, cut), "cut at " + cut);
    }
  }

  /** Simple form: nothing that is signed can change, to whatever. */
  @Test
  void changedAnywhere() {
    byte[] message = crlf(RFC6376);
    int signed = RFC6376.replace("\n", "\r\n").indexOf("Received:");
    for (int at = signed; at < message.length; at++) {
      byte[] changed = message.clone();
      changed[at] ^= 1;
      assertEquals(false, outcomes(changed, 0).contains(Outcome.PASS), "changed at " + at);
    }
  }

  /** Relaxed form: what relays do to white space makes no difference (RFC 6376 §3.4.2, §3.4.4). */
  @Test
  void relaxedWhiteSpace() {
    String relayed =
        RFC8463
            .replace("Subject: Is dinner", "SUBJECT :Is\n\t dinner")
            .replace("hungry yet?\n", "hungry\t yet? \t\n")
            .concat(" \n\n\t\n");
    assertEquals(List.of(Outcome.PASS, Outcome.PASS), outcomes(crlf(relayed), 0));
  }
}
