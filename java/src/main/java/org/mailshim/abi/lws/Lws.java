package org.mailshim.abi.lws;

import java.lang.foreign.MemorySegment;
import org.mailshim.abi.Entry;
import org.mailshim.abi.Guard;
import org.mailshim.abi.HostLog;
import org.mailshim.abi.LastError;
import org.mailshim.abi.NativeEntry;
import org.mailshim.abi.Surface;

/**
 * The entries of {@code mailshim/lws-email.h}. Those that programs call are C, since they run on an
 * event loop; those that are here are for the threads of {@code native/src/lws/worker.c}.
 */
@Surface(name = "lws", header = "mailshim/lws-email.h", api = "MAILSHIM_API")
@NativeEntry(
    group = "email",
    value = "int lws_email_init(struct lws_email *email, uv_loop_t *loop, int max_content)",
    doc =
        """
        Makes a struct send mail. The first {@code on_next} comes two seconds later, or a second after a
        check. Neither starts Java: the first mail does, on another thread.

        A struct that is in use is taken out of use first, as by {@code lws_email_destroy}; one that is on
        another loop by that loop, when it next turns.

        @param email zeroed, and filled in but for what {@code on_next} fills in
        @param loop the loop that is to run it
        @param max_content size of the buffer for {@code on_get_body}, in octets, its NUL included
        @return 0; 1 if an argument is of no use, the loop is closed, there is no memory, or the program's
            libuv cannot be found, as {@code mailshim_last_error} tells
        """)
@NativeEntry(
    group = "email",
    value = "void lws_email_check(struct lws_email *email)",
    doc =
        """
        Has {@code on_next} called one second later. While a mail is under way that is done anyway when
        it is over, and what is due sooner is not put off.

        @param email the struct; one that is not in use is left alone
        """)
@NativeEntry(
    group = "email",
    value = "void lws_email_destroy(struct lws_email *email)",
    doc =
        """
        Takes a struct out of use: no callback comes any more, and its memory may go. A mail under way is
        cut off, and may have been accepted already if it was sent whole. The loop can be closed after
        its next turn. Also for a struct that is not in use, in callbacks, and when the loop's handles
        have been closed by somebody else.

        @param email the struct
        """)
@NativeEntry(
    group = "extension",
    value = "int mailshim_lws_set(struct lws_email *email, const char *option, const char *value)",
    doc =
        """
        Sets an option, as the table above has them. It holds for mails that begin afterwards, and until
        the struct is destroyed.

        @param email the struct, before or after {@code lws_email_init}; NULL: all structs
        @param option its name
        @param value its value, copied; NULL: unset it
        @return {@code MAILSHIM_OK}; {@code MAILSHIM_E_CONFIG} for an unknown name or a value that cannot
            be used, {@code MAILSHIM_E_MEMORY}; nothing is changed then
        """)
@NativeEntry(
    group = "extension",
    value = "int mailshim_lws_on_failure(struct lws_email *email, mailshim_lws_failure callback)",
    doc =
        """
        Sets the function that hears of mails that fail.

        @param email the struct, before or after {@code lws_email_init}; NULL: all structs that have none
        @param callback the function; NULL: none
        @return {@code MAILSHIM_OK}, or {@code MAILSHIM_E_MEMORY}
        """)
@NativeEntry(
    group = "extension",
    value = "int mailshim_lws_set_recipients(struct lws_email *email, const char *recipients)",
    doc =
        """
        Gives the mail several recipients, in place of {@code email_to}. To be called in {@code on_next},
        for that one mail.

        @param email the struct
        @param recipients addresses, with spaces, commas or semicolons between them; copied. NULL takes
            it back
        @return {@code MAILSHIM_OK}; {@code MAILSHIM_E_STATE} for a struct that is not in use, {@code
            MAILSHIM_E_ARGUMENT} for more than a mebibyte of text, {@code MAILSHIM_E_MEMORY}
        """)
public final class Lws {
  private Lws() {}

  /**
   * Sends one mail, and waits for what becomes of it.
   *
   * @param mailer names the struct, and is what {@code tell} is called with
   * @param description names and values in turn, each ended by NUL: {@link Description}
   * @param size octets of it
   * @param body where the message will be when {@code tell} has said so
   * @param tell {@code int tell(void *mailer, int event)}: {@link HostLoop}
   * @return as {@link Result#packed}; -1 when nothing could be begun, and the last error says why
   */
  @Entry(
      value =
          """
          int64_t mailshim_private_lws_send(void *mailer, const char *description, int size,
              const char *body, void *tell)""",
      failure = "-1",
      exported = false)
  static long send(long mailer, long description, int size, long body, MemorySegment tell) {
    try {
      Result result =
          Mailer.of(mailer)
              .send(Description.read(description, size), new HostLoop(tell, mailer, body));
      log(result);
      return result.packed();
    } catch (RuntimeException | Error e) {
      Guard.failed("sending mail", -1, e); // the program has not called what failed here
      HostLog.log(HostLog.Level.WARNING, LastError.current().text());
      return -1;
    }
  }

  private static void log(Result result) {
    if (result.complete()) {
      HostLog.log(HostLog.Level.INFO, "mail accepted for recipients: " + result.accepted());
    } else {
      HostLog.log(HostLog.Level.WARNING, "mail not accepted: " + result.error().text());
    }
  }

  /**
   * Cuts off the mail that is under way. From another thread than the one that sends it.
   *
   * @param mailer the struct's
   */
  @Entry(value = "void mailshim_private_lws_cancel(void *mailer)", exported = false)
  static void cancel(long mailer) {
    Mailer.cancel(mailer);
  }

  /**
   * Ends the session that is kept, since there is no mail now. On the thread that sends.
   *
   * @param mailer the struct's
   */
  @Entry(value = "void mailshim_private_lws_rest(void *mailer)", exported = false)
  static void rest(long mailer) {
    Mailer.of(mailer).rest();
  }

  /**
   * Forgets a struct, its session too. On the thread that sends.
   *
   * @param mailer the struct's; it may come again
   */
  @Entry(value = "void mailshim_private_lws_forget(void *mailer)", exported = false)
  static void forget(long mailer) {
    Mailer.forget(mailer);
  }
}
