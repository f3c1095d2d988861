import org.mailshim.MxLookup;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;

/** Says who takes mail for a domain. Argument: the domain. */
public final class FindMailExchangers {
  private FindMailExchangers() {}

  /**
   * Does it.
   *
   * @param arguments the domain
   */
  public static void main(String[] arguments) {
    switch (MxLookup.ofSystem().exchangers(arguments[0])) {
      case MailExchangers.Hosts found -> {
        for (MailExchanger each : found.hosts()) {
          System.out.println(each.preference() + " " + each.host());
        }
      }
      case MailExchangers.NullMx none -> System.out.println("takes no mail");
      case MailExchangers.NoSuchDomain none -> System.out.println("no such domain");
      case MailExchangers.NoMailExchanger none -> System.out.println("no mail exchanger");
      case MailExchangers.TemporaryFailure failure ->
          System.out.println("not now: " + failure.reason());
    }
  }
}
