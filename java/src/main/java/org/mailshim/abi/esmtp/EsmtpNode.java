package org.mailshim.abi.esmtp;

import org.mailshim.abi.Handles;
import org.mailshim.smtp.submission.RemoteQueue;

/** A {@code smtp_etrn_node_t}. */
final class EsmtpNode extends RemoteQueue {
  static final Handles<EsmtpNode> HANDLES = new Handles<>(99, "smtp_etrn_node_t");

  private final StatusBlock block;
  private final KeptText domainText = new KeptText();
  private final ApplicationData data = new ApplicationData();
  private final long handle = HANDLES.add(this);

  private EsmtpNode(char option, String domain, StatusBlock status) {
    super(option, domain, status);
    block = status;
  }

  static EsmtpNode of(char option, String domain) {
    return new EsmtpNode(option, domain, new StatusBlock());
  }

  long handle() {
    return handle;
  }

  StatusBlock block() {
    return block;
  }

  ApplicationData data() {
    return data;
  }

  long domainAddress() {
    return domainText.address(domain());
  }

  void destroy() {
    HANDLES.remove(handle);
    data.release();
    block.free();
    domainText.free();
  }
}
