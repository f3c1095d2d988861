package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A certificate that is its own authority, made by OpenSSL. */
record PeerCertificate(Path certificate, Path key) {

  /** For a server that is called {@code localhost} or 127.0.0.1. */
  static PeerCertificate make(Path directory) throws IOException, InterruptedException {
    return make(
        directory.resolve("certificate.pem"),
        directory.resolve("key.pem"),
        "DNS:localhost,IP:127.0.0.1");
  }

  /** For a user with this mailbox. */
  static PeerCertificate makeFor(String mailbox, Path directory)
      throws IOException, InterruptedException {
    return make(
        directory.resolve("user-certificate.pem"),
        directory.resolve("user-key.pem"),
        "email:" + mailbox);
  }

  private static PeerCertificate make(Path certificate, Path key, String names)
      throws IOException, InterruptedException {
    PeerProcess.Run run =
        PeerProcess.run(
            certificate.getParent(),
            List.of(
                Peers.program("openssl"),
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=" + names,
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()),
            new byte[0]);
    assertEquals(0, run.status(), run.output());
    return new PeerCertificate(certificate, key);
  }
}
