package org.mailshim.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A recursive name server for tests: UDP and TCP on one kernel-chosen port of 127.0.0.1, serving
 * the lines it was given. A name without any line does not exist; {@link #questions} tells what was
 * asked and how ({@code "udp mx.example. A"}).
 */
public final class ScriptedNameServer implements AutoCloseable {

  private final List<Record> records = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private volatile int rcode = Rcode.NOERROR;
  private volatile boolean silent;
  private volatile boolean truncating;
  private volatile boolean recursive = true;
  private volatile boolean chasing = true;
  private volatile boolean validating;
  private volatile Record authority;

  /** Serves lines {@code name ttl type data}. */
  public ScriptedNameServer(String... lines) throws IOException {
    for (String line : lines) {
      String[] word = line.split(" ", 4);
      Name name = Name.fromString(word[0], Name.root);
      long ttl = Long.parseLong(word[1]);
      records.add(Record.fromString(name, Type.value(word[2]), DClass.IN, ttl, word[3], Name.root));
    }
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocket listening = null;
    DatagramSocket bound = null;
    // The kernel's choice for TCP may be taken for UDP.
    for (int attempt = 0; bound == null; attempt++) {
      listening = new ServerSocket(0, 0, loopback);
      try {
        bound = new DatagramSocket(new InetSocketAddress(loopback, listening.getLocalPort()));
      } catch (IOException e) {
        listening.close();
        if (attempt == 20) {
          throw e;
        }
      }
    }
    tcp = listening;
    udp = bound;
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  /** Answers everything with this code and no record. */
  ScriptedNameServer answering(int code) {
    rcode = code;
    return this;
  }

  /** Answers nothing. */
  ScriptedNameServer silent() {
    silent = true;
    return this;
  }

  /** Sends empty truncated answers over UDP. */
  ScriptedNameServer truncating() {
    truncating = true;
    return this;
  }

  /** Neither recurses nor knows a zone. */
  ScriptedNameServer lame() {
    recursive = false;
    return this;
  }

  /** Sends an alias without what it leads to. */
  ScriptedNameServer notChasing() {
    chasing = false;
    return this;
  }

  /** Says of everything that it was validated, to who asks. */
  ScriptedNameServer validating() {
    validating = true;
    return this;
  }

  /** Says with what is not there how long that may be kept: a TTL, and the zone's own. */
  ScriptedNameServer denyingFor(long ttl, long minimum) throws IOException {
    Name zone = Name.fromString("example.");
    String data = "ns.example. admin.example. 1 2 3 4 " + minimum;
    authority = Record.fromString(zone, Type.SOA, DClass.IN, ttl, data, Name.root);
    return this;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) udp.getLocalSocketAddress();
  }

  List<String> questions() {
    return List.copyOf(asked);
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
        Message reply = reply(question, "udp");
        if (silent) {
          continue;
        }
        if (truncating) {
          reply.removeAllRecords(Section.ANSWER);
          reply.getHeader().setFlag(Flags.TC);
        }
        byte[] wire = reply.toWire();
        udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!udp.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] wire = new byte[in.readUnsignedShort()];
        in.readFully(wire);
        byte[] reply = reply(new Message(wire), "tcp").toWire();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(reply.length);
        out.write(reply);
        out.flush();
      } catch (IOException e) {
        if (!tcp.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private Message reply(Message question, String over) {
    Record wanted = question.getQuestion();
    asked.add(over + " " + wanted.getName() + " " + Type.string(wanted.getType()));
    Message reply = new Message(question.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    if (recursive) {
      reply.getHeader().setFlag(Flags.RA);
    }
    reply.addRecord(wanted, Section.QUESTION);
    reply.getHeader().setRcode(rcode);
    if (rcode == Rcode.NOERROR && recursive) {
      answer(reply, wanted.getName(), wanted.getType());
    }
    if (authority != null && reply.getSection(Section.ANSWER).isEmpty()) {
      reply.addRecord(authority, Section.AUTHORITY);
    }
    if (validating && question.getHeader().getFlag(Flags.AD)) {
      reply.getHeader().setFlag(Flags.AD);
    }
    return reply;
  }

  private void answer(Message reply, Name name, int type) {
    List<Record> known = new ArrayList<>();
    for (Record each : records) {
      if (each.getName().equals(name)) {
        known.add(each);
      }
    }
    if (known.isEmpty()) {
      reply.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    for (Record each : known) {
      boolean alias = each.getType() == Type.CNAME;
      if ((each.getType() == type || alias) && !reply.findRecord(each, Section.ANSWER)) {
        reply.addRecord(each, Section.ANSWER);
        if (alias && chasing) {
          answer(reply, ((org.xbill.DNS.CNAMERecord) each).getTarget(), type);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
