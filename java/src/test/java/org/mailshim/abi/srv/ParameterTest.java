package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the generated pages to the rows of {@link Parameter}, and those to the vendor's names. */
class ParameterTest {
  private static final Path BASE = Path.of(System.getProperty("mailshim.basedir", "."));

  @ParameterizedTest
  @EnumSource
  void thePageAndTheHeaderHaveItsNameRangeAndDefault(Parameter parameter) throws IOException {
    String values = parameter.isNumber() ? numbers(parameter) : text(parameter);
    String row = "| `" + parameter.key() + "` | " + values + " | ";
    String page = Files.readString(BASE.resolve("docs/srv-parameters.md"));
    assertTrue(page.contains("\n" + row), () -> "make generate was not run: no " + row);
    String header = Files.readString(BASE.resolve("include/mailshim/srv.h"));
    assertTrue(
        header.lines().anyMatch(line -> isOf(line, parameter.key(), values)),
        () -> "make generate was not run: no " + parameter.key() + " in srv.h");
  }

  private static boolean isOf(String line, String key, String values) {
    return line.startsWith(" *   " + key + " ")
        && line.substring(key.length() + 5).strip().startsWith(values);
  }

  private static String text(Parameter parameter) {
    String kind = parameter.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return kind + " (\"" + parameter.defaultText() + "\")";
  }

  private static String numbers(Parameter parameter) {
    StringBuilder range = new StringBuilder();
    if ((long) parameter.most() - parameter.least() <= 2) {
      for (int value = parameter.least(); value <= parameter.most(); value++) {
        range.append(range.isEmpty() ? "" : ", ").append(value);
      }
    } else {
      range.append(parameter.least()).append(" to ").append(parameter.most());
    }
    return range + " (" + parameter.defaultNumber() + ")";
  }

  /** All that the vendor's server knows and that is about mail. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "smtp_port",
        "pop_port",
        "smtp_max",
        "pop3_max",
        "pop_timeout",
        "smtp_bind",
        "pop_bind",
        "smtpipv6",
        "popipv6",
        "smtp_name",
        "vhalias",
        "smtp_dns",
        "smtp_nomx",
        "smtpproxy",
        "smtp_out",
        "smtp_sent",
        "smtp_err",
        "sent_time",
        "time_btw",
        "smtp_any",
        "smtp_authsame",
        "smtp_range",
        "smtp_deny",
        "smtp6_range",
        "smtp6_deny",
        "pop_range",
        "pop_deny",
        "pop6_range",
        "pop6_deny",
        "smtp_pop_ip",
        "smtp_msg_limit",
        "smtp_nobreak",
        "smtp_ltime",
        "smtp_ip_limit",
        "smtp_net_limit",
        "smtp_limit",
        "nolimitus",
        "blacklist",
        "goodlist",
        "badlist",
        "graylist",
        "chklists",
        "msgspam",
        "antispam",
        "spamfltr",
        "antivirus",
        "run_timeout",
        "fake",
        "spam_time",
        "dnsbl",
        "checkmx",
        "mxignbl",
        "nocheckback",
        "uncheckip",
        "forward",
        "fwdrun",
        "smtp_conform",
        "smtp_tls",
        "smtptls",
        "smtponlytls",
        "smtpchktls",
        "tls_lib",
        "tls_cert_file",
        "tls_key_file",
        "tls_capath",
        "tls_cafile",
        "tls_priority",
        "upproxy",
        "upproxy_port",
        "up_user",
        "ever_upproxy",
        "nouphosts",
        "pop3_proxy",
        "user"
      })
  void everyNameOfTheVendorIsKnown(String name) {
    assertNotNull(Parameter.named(name));
  }

  /** What users expect beside it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "smtp_user",
        "smtp_passw",
        "smtp_auth",
        "smtp_token",
        "smtp_implicit_tls",
        "conn_timeout",
        "dialog_timeout",
        "data_timeout",
        "dns_timeout",
        "dns_tcp",
        "mx_max",
        "smtp_src_ip",
        "dane",
        "mtasts",
        "dkim_key",
        "dkim_sel",
        "dkim_domain",
        "queue_ttl",
        "retry_min",
        "retry_max",
        "queue_threads",
        "bounce",
        "smtp_submission_port",
        "smtps_port",
        "auth_need_tls",
        "max_rcpt",
        "max_err",
        "spf",
        "dmarc",
        "dnswl",
        "dnsbl_action",
        "dnsbl_score",
        "dnsbl_timeout",
        "gray_delay",
        "gray_ttl",
        "maillist",
        "pops_port",
        "mbox_dir",
        "mbox_format",
        "auth_delay",
        "max_auth_err",
        "pop3_ext",
        "pop3_ext_period",
        "pop3_ext_keep",
        "async",
        "callback_threads",
        "proxy_type",
        "log",
        "detail",
        "delpwd",
        "ext_states",
        "ext_actions"
      })
  void everyNameOfTheExtensionsIsKnown(String name) {
    assertNotNull(Parameter.named(name));
  }
}
