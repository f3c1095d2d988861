package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of blocks between {@code -----BEGIN X-----} and {@code -----END X-----} (RFC 7468), with
 * any text around them.
 *
 * <p>Only {@code -----} at the beginning of a line counts. The content of blocks is decoded when it
 * is asked for.
 */
final class PemFile {
  /** More than all authorities of the world, and less than would hurt. */
  private static final long LARGEST = 16 << 20;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** One block: its label and the lines in it. */
  record Block(String label, List<String> lines) {
    /** Whether it has headers of its own, as OpenSSL's old encrypted keys do (RFC 1421 §4.6). */
    boolean hasHeaders() {
      return !lines.isEmpty() && lines.getFirst().indexOf(':') >= 0;
    }

    /**
     * What is in it.
     *
     * @throws IllegalArgumentException when that is no base64
     */
    byte[] content() {
      return Base64.getMimeDecoder().decode(String.join("", lines));
    }

    /** The label only: the lines may be a private key. */
    @Override
    public String toString() {
      return label;
    }
  }

  private final Path path;
  private final List<Block> blocks;

  /**
   * Reads a file.
   *
   * @throws TransportException.Tls when it cannot be read, or is larger than 16 MB
   */
  PemFile(Path path) {
    this.path = path;
    try {
      if (Files.size(path) > LARGEST) {
        throw wrong("is larger than any PEM file should be", null);
      }
      this.blocks = parse(Files.readString(path, ISO_8859_1));
    } catch (IOException e) {
      throw TlsFailure.unreadable(path.toString(), e);
    }
  }

  private static List<Block> parse(String text) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    String label = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith(BEGIN)) {
        lines = new ArrayList<>();
        int end = line.indexOf(DASHES, BEGIN.length());
        label = line.substring(BEGIN.length(), end < 0 ? line.length() : end);
      } else if (line.startsWith(END) && !label.isEmpty()) {
        blocks.add(new Block(label, lines));
        label = "";
      } else if (!label.isEmpty()) {
        lines.add(line.strip());
      }
    }
    return blocks;
  }

  /** The blocks, in the order of the file. */
  List<Block> blocks() {
    return blocks;
  }

  /**
   * The certificates, in the order of the file; at least one.
   *
   * @throws TransportException.Tls when there is none, or one that is broken
   */
  List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks) {
        if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
          var content = new ByteArrayInputStream(block.content());
          certificates.add((X509Certificate) factory.generateCertificate(content));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw wrong("certificate " + (certificates.size() + 1) + " in it is broken", e);
    }
    if (certificates.isEmpty()) {
      throw wrong("holds no certificate as PEM (-----BEGIN CERTIFICATE-----)", null);
    }
    return certificates;
  }

  /** The exception that names this file. */
  TransportException.Tls wrong(String reason, @Nullable Exception cause) {
    return TlsFailure.configuration(path.toString(), reason, cause);
  }
}
