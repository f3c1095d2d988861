package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A certificate for {@code localhost} and 127.0.0.1 that is its own authority, made by OpenSSL. */
record PeerCertificate(Path certificate, Path key) {

  static PeerCertificate make(Path directory) throws IOException, InterruptedException {
    Path certificate = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    PeerProcess.Run run =
        PeerProcess.run(
            directory,
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
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()),
            new byte[0]);
    assertEquals(0, run.status(), run.output());
    return new PeerCertificate(certificate, key);
  }
}
