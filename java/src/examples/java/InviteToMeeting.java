import org.mailshim.MailMessage;
import org.mailshim.SmtpClient;

/** Sends an invitation that calendar programs can answer (RFC 6047). Argument: the server's URL. */
public final class InviteToMeeting {
  /** The event as RFC 5545 has it; each invitation needs a UID of its own. */
  private static final String EVENT =
      """
      BEGIN:VCALENDAR
      VERSION:2.0
      PRODID:-//example.org//Invitations//EN
      METHOD:REQUEST
      BEGIN:VEVENT
      UID:1@example.org
      DTSTAMP:20261120T090000Z
      DTSTART:20261201T090000Z
      DTEND:20261201T100000Z
      SUMMARY:Grüße und Kaffee
      ORGANIZER:mailto:ann@example.org
      ATTENDEE;RSVP=TRUE:mailto:bob@example.net
      END:VEVENT
      END:VCALENDAR
      """;

  private InviteToMeeting() {}

  /**
   * Invites.
   *
   * @param arguments the server's URL
   */
  public static void main(String[] arguments) {
    MailMessage message =
        MailMessage.builder()
            .from("ann@example.org")
            .to("bob@example.net")
            .subject("Grüße und Kaffee")
            .text("Coffee on the first of December?\n")
            .html("<p>Coffee on the first of <b>December</b>?</p>")
            .calendar(EVENT, "REQUEST")
            .build();
    try (SmtpClient client = SmtpClient.of(arguments[0])) {
      client.send(message).requireAccepted();
      System.out.println("invited: " + message.to());
    }
  }
}
