package org.mailshim.abi.esmtp;

import org.jspecify.annotations.Nullable;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.Handles;
import org.mailshim.abi.LastError;
import org.mailshim.smtp.submission.RemoteQueue;
import org.mailshim.smtp.submission.Submission;
import org.mailshim.smtp.submission.SubmittedMessage;

/** A {@code smtp_session_t}. */
final class EsmtpSession extends Submission {
  static final Handles<EsmtpSession> HANDLES = new Handles<>(96, "smtp_session_t");

  private final HostEvents events;
  private final EsmtpSecurity encrypting;
  private final KeptText serverText = new KeptText();
  private final ApplicationData data = new ApplicationData();
  private final long handle = HANDLES.add(this);
  private @Nullable EsmtpContext authenticating;
  private boolean running;

  EsmtpSession() {
    super(new HostSystem());
    events = new HostEvents(handle);
    encrypting = new EsmtpSecurity(events);
    encryption(Encryption.DISABLED, encrypting);
  }

  long handle() {
    return handle;
  }

  HostEvents events() {
    return events;
  }

  /** Sets who authenticates. */
  void authenticating(@Nullable EsmtpContext context) {
    authenticating = context;
    authenticator(context);
  }

  /** What encrypts it, if anything does. */
  EsmtpSecurity encrypting() {
    return encrypting;
  }

  ApplicationData data() {
    return data;
  }

  long serverAddress() {
    return serverText.address(serverName());
  }

  /** Does what there is to do, on the calling thread. */
  boolean start() {
    refuseWhileRunning("started again");
    EsmtpEnvironment.apply(this, authenticating);
    running = true;
    events.begin();
    encrypting.begin(domain(), authenticating);
    try {
      boolean conversed = run(events);
      if (!conversed) {
        new LastError(ErrorCode.NETWORK, "smtp_start_session: " + events.problem()).set();
      }
      return conversed;
    } finally {
      encrypting.discard();
      running = false;
    }
  }

  private void refuseWhileRunning(String what) {
    if (running) {
      throw new AbiException(
          ErrorCode.STATE, "the session is running, and cannot be " + what + " from its callbacks");
    }
  }

  /** Releases the program's data, session first, and makes all handles stale. */
  void destroy() {
    refuseWhileRunning("destroyed");
    HANDLES.remove(handle); // a release function can change nothing any more
    data.release();
    for (RemoteQueue queue : remoteQueues()) {
      ((EsmtpNode) queue).destroy();
    }
    for (SubmittedMessage message : messages()) {
      ((EsmtpMessage) message).destroy();
    }
    serverText.free();
    encrypting.free();
  }
}
