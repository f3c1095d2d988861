package org.mailshim.authentication;

import java.util.List;
import java.util.Locale;
import org.mailshim.authentication.AuthenticationSettings.Use;

/**
 * The field that says what became of a message's authentication (RFC 8601), for whoever reads the
 * message behind us; and the recognition of such fields that somebody else wrote in our name (§5).
 */
final class AuthenticationResults {
  static final String FIELD = "Authentication-Results";

  private AuthenticationResults() {}

  /** The field with its line end; of printable ASCII whatever the message said. */
  static String field(AuthenticationSettings settings, Findings findings) {
    StringBuilder out = new StringBuilder(FIELD).append(": ").append(settings.authservId());
    if (settings.spf() != Use.OFF && findings.spf().isPresent()) {
      SpfResult spf = findings.spf().get();
      out.append(";\r\n\tspf=").append(word(spf.outcome()));
      property(out, findings.byHelo() ? "smtp.helo" : "smtp.mailfrom", spf.domain());
    }
    if (settings.dkim() != Use.OFF && findings.signatures().isPresent()) {
      signatures(out, findings.signatures().get());
    }
    if (findings.dmarc().isPresent()) {
      DmarcResult dmarc = findings.dmarc().get();
      out.append(";\r\n\tdmarc=").append(word(dmarc.outcome()));
      if (dmarc.policy() != DmarcPolicy.NONE) {
        out.append(" (p=").append(word(dmarc.policy()));
        out.append(" dis=").append(word(dmarc.disposition())).append(')');
      }
      property(out, "header.from", dmarc.domain());
    }
    return out.append("\r\n").toString();
  }

  private static void signatures(StringBuilder out, List<DkimResult> signatures) {
    if (signatures.isEmpty()) {
      out.append(";\r\n\tdkim=none");
    }
    for (DkimResult each : signatures) {
      out.append(";\r\n\tdkim=").append(word(each.outcome()));
      if (!each.reason().isEmpty()) {
        out.append(" reason=\"").append(each.reason()).append('"');
      }
      property(out, "header.d", each.domain());
      property(out, "header.s", each.selector());
      property(out, "header.a", each.algorithm());
      if (!each.signature().isEmpty()) {
        // Quoted: base64 has characters that tokens must not have.
        out.append(" header.b=\"").append(each.signature()).append('"');
      }
    }
  }

  private static void property(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append(' ').append(name).append('=').append(value);
    }
  }

  private static String word(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** Whether a field claims to be written by us, however it hides that. */
  static boolean isForged(HeaderFields.Field field, String authservId) {
    return field.name().equalsIgnoreCase(FIELD)
        && writer(field.body()).equalsIgnoreCase(authservId);
  }

  /** The authserv-id: the first word, behind comments, perhaps quoted. */
  private static String writer(String body) {
    StringBuilder out = new StringBuilder();
    int comments = 0;
    boolean quoted = false;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '\\' && (quoted || comments > 0) && i + 1 < body.length()) {
        i++;
        if (quoted) {
          out.append(body.charAt(i));
        }
      } else if (c == '"' && comments == 0) {
        quoted = !quoted;
      } else if (quoted) {
        out.append(c);
      } else if (c == '(') {
        comments++;
      } else if (c == ')' && comments > 0) {
        comments--;
      } else if (comments > 0 || c == '\r' || c == '\n') {
        continue;
      } else if (c == ';' || ((c == ' ' || c == '\t') && out.length() > 0)) {
        break;
      } else if (c != ' ' && c != '\t') {
        out.append(c);
      }
    }
    return out.toString();
  }
}
