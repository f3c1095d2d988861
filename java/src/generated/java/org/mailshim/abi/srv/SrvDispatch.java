// Generated from java/src/main/java/org/mailshim/abi/srv by `make generate`; do not edit.
package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.CString;
import org.mailshim.abi.Guard;

/**
 * The target of the one upcall stub of surface {@code srv}: every entry behind one shape.
 */
public final class SrvDispatch {
  private static final String SURFACE = "srv";

  /** The entries' C names, by operation number. */
  static final String[] NAMES = {
    "SRVInitSendMsgImidiatly",
    "SRVInitSendMsgImmediately",
    "SRVInitSendMsgSMTP",
    "SRVInitSendMsgBackgaund",
    "SRVInitSendMsgBackground",
    "SRVQueueCount",
    "SRVQueueFlush",
    "SRVSend",
    "SRVEndOfMsg",
    "SRVEndOfMsgEx",
    "SRVAbortMsg",
    "SRVGetRcptResult",
    "mailshim_private_stream_error",
    "mailshim_private_stream_error_text",
    "LoadConfig",
    "SaveConfig",
    "SetConfigParamI",
    "SetConfigParamS",
    "GetConfigParamInt",
    "GetConfigParamStr",
    "SetConfigParamStr",
    "SRVCheckDNSBL",
    "SRVListAdd",
    "SRVListDel",
    "SRVListCheck",
    "FindMX",
    "FindMXEx",
    "SRVWait",
    "SRVPoll",
    "SRVGetResult",
    "SRVGetSent64",
    "SRVQueueItem",
    "SRVQueueCancel",
    "SRVSetAuth",
    "SRVSetTLS",
    "SRVInitRecvPOP3",
    "SRVRecvNext",
    "SRVCheckPOP3",
    "SetPOP3Collector",
    "SRVCollectNow",
    "SRVStopCollector",
    "SetSMTPServer",
    "SetPOP3Server",
    "SRVStopServer",
    "SRVRecv",
    "GetAUTHName",
    "GetAUTHPassw",
    "GetRemoteIP",
    "SRVIsTLS",
    "mailshim_private_session_end",
  };

  /** What C gets when an entry fails, by operation number. */
  private static final long[] FAILURES = {
    0L,
    0L,
    0L,
    0L,
    0L,
    -1L,
    -1L,
    0L,
    0L,
    -1L,
    0L,
    -2L,
    7002L,
    -1L,
    -1L,
    -1L,
    0L,
    0L,
    0L,
    0L,
    0L,
    -1L,
    -1L,
    -1L,
    -1L,
    0L,
    0L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    0L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    -1L,
    0L,
    0L,
    0L,
    0L,
    -1L,
    0L,
  };

  private SrvDispatch() {}

  /**
   * Calls an entry. Nothing is thrown: what an entry throws goes to {@link Guard#failed}.
   *
   * @param op the operation number, the index in {@link #NAMES}; -1 does nothing
   * @return the result's bits, sign-extended; 0 for {@code void}
   */
  public static long dispatch(int op, long a0, long a1, long a2, long a3, long a4, long a5) {
    try {
      if (Guard.TRACING && op >= 0) {
        Guard.enter(SURFACE, NAMES[op]);
      }
      return switch (op) {
        case -1 -> 0L;
        case 0 -> Srv.initImmediately(new CString(a0), new CString(a1), MemorySegment.ofAddress(a2), MemorySegment.ofAddress(a3));
        case 1 -> Srv.initImmediatelySpelt(new CString(a0), new CString(a1), MemorySegment.ofAddress(a2), MemorySegment.ofAddress(a3));
        case 2 -> Srv.initSmtp(new CString(a0), new CString(a1), new CString(a2), (int) a3, MemorySegment.ofAddress(a4), MemorySegment.ofAddress(a5));
        case 3 -> Srv.initBackground(new CString(a0), new CString(a1), MemorySegment.ofAddress(a2), MemorySegment.ofAddress(a3));
        case 4 -> Srv.initBackgroundSpelt(new CString(a0), new CString(a1), MemorySegment.ofAddress(a2), MemorySegment.ofAddress(a3));
        case 5 -> Srv.queueCount();
        case 6 -> Srv.queueFlush();
        case 7 -> Srv.send(a0, a1, (int) a2);
        case 8 -> {
          Srv.endOfMsg(a0);
          yield 0L;
        }
        case 9 -> Srv.endOfMsgEx(a0);
        case 10 -> Srv.abortMsg(a0);
        case 11 -> Srv.rcptResult(a0, (int) a1, a2, (int) a3, a4);
        case 12 -> Srv.streamError(a0);
        case 13 -> Srv.streamErrorText(a0, a1, (int) a2);
        case 14 -> SrvConfig.loadConfig(new CString(a0));
        case 15 -> SrvConfig.saveConfig(new CString(a0));
        case 16 -> {
          SrvConfig.setConfigParam(new CString(a0), (int) a1);
          yield 0L;
        }
        case 17 -> {
          SrvConfig.setConfigParam(new CString(a0), new CString(a1));
          yield 0L;
        }
        case 18 -> SrvConfig.configParamInt(new CString(a0));
        case 19 -> SrvConfig.configParamStr(new CString(a0));
        case 20 -> SrvConfig.configParamStrAsPublished(new CString(a0));
        case 21 -> SrvLists.checkDnsList(new CString(a0), new CString(a1));
        case 22 -> SrvLists.add(new CString(a0), new CString(a1));
        case 23 -> SrvLists.delete(new CString(a0), new CString(a1));
        case 24 -> SrvLists.check(new CString(a0), new CString(a1));
        case 25 -> SrvLookup.findMx(new CString(a0), a1, (int) a2);
        case 26 -> SrvLookup.findMxEx(new CString(a0), a1, (int) a2);
        case 27 -> SrvMessages.await(a0, (int) a1);
        case 28 -> SrvMessages.poll(a0);
        case 29 -> SrvMessages.result(a0);
        case 30 -> SrvMessages.sent(a0);
        case 31 -> SrvMessages.queueItem((int) a0, a1);
        case 32 -> SrvMessages.queueCancel(new CString(a0));
        case 33 -> SrvMessages.setAuthentication(a0, new CString(a1), new CString(a2));
        case 34 -> SrvMessages.setTls(a0, (int) a1);
        case 35 -> SrvRetrieval.initReceive(new CString(a0), new CString(a1), new CString(a2), (int) a3);
        case 36 -> SrvRetrieval.receiveNext(a0, a1, (int) a2);
        case 37 -> SrvRetrieval.check(new CString(a0), new CString(a1), new CString(a2), (int) a3, a4);
        case 38 -> SrvRetrieval.setCollector(MemorySegment.ofAddress(a0), (int) a1);
        case 39 -> SrvRetrieval.collectNow();
        case 40 -> SrvRetrieval.stopCollector();
        case 41 -> SrvServer.setSmtpServer(MemorySegment.ofAddress(a0), (int) a1, (int) a2);
        case 42 -> SrvServer.setPop3Server(MemorySegment.ofAddress(a0), (int) a1, (int) a2);
        case 43 -> SrvServer.stopServer((int) a0);
        case 44 -> SrvServer.receive(a0, a1, (int) a2);
        case 45 -> SrvServer.authName(a0);
        case 46 -> SrvServer.authPassword(a0);
        case 47 -> SrvServer.remoteIp(a0);
        case 48 -> SrvServer.isTls(a0);
        case 49 -> SrvServer.sessionEnd(a0, (int) a1, a2, a3);
        default -> throw new AssertionError("no entry has this number: library and runtime differ");
      };
    } catch (Throwable thrown) {
      return op >= 0 && op < NAMES.length
          ? Guard.failed(NAMES[op], FAILURES[op], thrown)
          : Guard.failed(SURFACE, 0L, thrown);
    }
  }
}
