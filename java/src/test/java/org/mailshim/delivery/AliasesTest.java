package org.mailshim.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailshim.address.Domain;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.store.MaildropName;

/** Whom an address means. */
class AliasesTest {
  private static final LocalRecipients USERS =
      LocalRecipients.of(
          Set.of(Domain.parse("example.net"), Domain.parse("example.org")),
          name ->
              Set.of("ann", "bob", "whole+name").contains(name)
                  ? Optional.of(new MaildropName(name))
                  : Optional.empty());

  private static List<Mailbox> mailboxes(String... texts) {
    List<Mailbox> mailboxes = new ArrayList<>();
    for (String text : texts) {
      mailboxes.add(Mailbox.parse(text));
    }
    return mailboxes;
  }

  private static final Aliases ALIASES =
      new Aliases(
          USERS,
          Map.of(
              "Team", mailboxes("ann@example.net", "more@example.org", "ann@example.net"),
              "more", mailboxes("bob@example.net", "team@example.net", "x@far.example"),
              "info@example.org", mailboxes("bob@example.net"),
              "circle", mailboxes("round@example.net"),
              "round", mailboxes("circle@example.org"),
              "postmaster", mailboxes("ann@example.net")),
          maildrop ->
              maildrop.text().equals("bob")
                  ? Optional.of(new Aliases.Forward(true, mailboxes("bob@far.example")))
                  : Optional.empty());

  private static LocalRecipients.Place find(String text) {
    return ALIASES.find(ForwardPath.parse(text));
  }

  private static LocalRecipients.Group group(String... others) {
    return new LocalRecipients.Group(Optional.empty(), mailboxes(others));
  }

  @Test
  void anAliasMeansInTheEndThoseWhoAreNone() {
    assertEquals(
        group("ann@example.net", "bob@example.net", "x@far.example"), find("team@example.net"));
    assertEquals(find("team@example.net"), find("TEAM@Example.ORG"), "in each domain, in any case");
    assertEquals(find("team@example.net"), find("team+news@example.net"));
  }

  @Test
  void anAliasOfOneDomainIsForThatAlone() {
    assertEquals(group("bob@example.net"), find("info@example.org"));
    assertEquals(new LocalRecipients.Unknown(), find("info@example.net"));
  }

  @Test
  void aliasesOfThemselvesMeanNobody() {
    assertEquals(new LocalRecipients.Circle(), find("circle@example.net"));
  }

  @Test
  void usersAreThereToo() {
    assertEquals(new LocalRecipients.Here(new MaildropName("ann")), find("Ann+x@example.net"));
    assertEquals(
        new LocalRecipients.Here(new MaildropName("whole+name")), find("whole+name@example.net"));
    assertEquals(new LocalRecipients.Unknown(), find("nobody@example.net"));
    assertEquals(new LocalRecipients.Elsewhere(), find("team@far.example"));
    assertEquals(group("ann@example.net"), find("Postmaster"));
  }

  @Test
  void aUsersMailGoesOn() {
    var group =
        new LocalRecipients.Group(
            Optional.of(new MaildropName("bob")), mailboxes("bob@far.example"));
    assertEquals(group, find("bob@example.net"));
    assertEquals(group, find("bob+x@example.org"));
  }
}
