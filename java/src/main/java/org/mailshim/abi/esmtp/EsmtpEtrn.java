package org.mailshim.abi.esmtp;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;

/** The entries of {@code libesmtp.h} about remote queues (ETRN, RFC 1985). */
final class EsmtpEtrn {
  private EsmtpEtrn() {}

  /**
   * Has the session ask the server to send what it has queued for a host or domain.
   *
   * @param session the session
   * @param option {@code '@'} for a domain with all below it, else 0
   * @param node the host or domain
   * @return the node; NULL for another option, and for a name that is NULL or has line ends in it
   */
  @Entry(
      value =
          """
          smtp_etrn_node_t smtp_etrn_add_node(smtp_session_t session, int option, const char *node)""",
      failure = "NULL",
      group = "etrn")
  static long addNode(long session, int option, CString node) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    if (option != 0 && option != '@') {
      throw new AbiException(ErrorCode.ARGUMENT, "ETRN has no option " + option);
    }
    EsmtpNode queue = EsmtpNode.of((char) option, HostCalls.requiredLine(node, "the node"));
    of.add(queue);
    return queue.handle();
  }

  /**
   * Calls back for each node, in the order in which they were added.
   *
   * @param session the session
   * @param cb the callback
   * @param arg passed to it
   * @return 1, or 0 for NULL
   */
  @Entry(
      value =
          """
          int smtp_etrn_enumerate_nodes(smtp_session_t session, smtp_etrn_enumerate_nodecb_t cb,
              void *arg)""",
      failure = "0",
      group = "etrn")
  static int enumerateNodes(long session, MemorySegment cb, MemorySegment arg) {
    EsmtpSession of = EsmtpSession.HANDLES.get(session);
    CString.requireAddress(cb.address(), "the callback");
    for (int i = 0; i < of.remoteQueues().size(); i++) {
      var each = (EsmtpNode) of.remoteQueues().get(i);
      long domain = each.domainAddress();
      HostCalls.node(cb.address(), each.handle(), each.option(), domain, arg.address());
    }
    return 1;
  }

  /**
   * What the server said to ETRN.
   *
   * @param node the node
   * @return as of {@code smtp_message_transfer_status}
   */
  @Entry(
      value = "const smtp_status_t *smtp_etrn_node_status(smtp_etrn_node_t node)",
      failure = "NULL",
      group = "etrn")
  static long nodeStatus(long node) {
    return EsmtpNode.HANDLES.get(node).block().address();
  }
}
