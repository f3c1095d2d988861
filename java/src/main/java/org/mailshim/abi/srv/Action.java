package org.mailshim.abi.srv;

/** The {@code ACTION_…} constants of {@code srv.h}, and what a callback's result means. */
final class Action {
  static final int POP_LOGIN = 0x0001;
  static final int POP_GETMSG = 0x0002;
  static final int POP_DELMSG = 0x0004;
  static final int POP_RECVMSG = 0x0008;
  static final int SMTP_CONNECT = 0x0100;
  static final int SMTP_SENDMSG = 0x0200;
  static final int SMTP_AUTH = 0x0400;
  static final int SMTP_RCPT = 0x0800;

  /** Those that the original knows; the others are asked for with {@code ext_actions}. */
  static final int ORIGINAL = POP_LOGIN | POP_GETMSG | POP_DELMSG | SMTP_CONNECT | SMTP_SENDMSG;

  /** What stands for a result when the host's function could not be called: local trouble, 451. */
  static final int FAULT = 451;

  private Action() {}
}
