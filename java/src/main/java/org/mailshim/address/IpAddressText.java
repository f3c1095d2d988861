package org.mailshim.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * IP addresses as people and C's {@code inet_ntop} write them: {@code 192.0.2.1}, {@code
 * 2001:db8::1} (RFC 5952 §4), where Java writes out every zero. Stateless, for any thread.
 */
public final class IpAddressText {
  private IpAddressText() {}

  /**
   * The address in its shortest form: small letters, no leading zeros, {@code ::} for the first of
   * the longest runs of two or more zero groups.
   *
   * @param address of either family
   * @return the text, without the zone that a link-local address may have
   */
  public static String of(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    String plain = zone < 0 ? text : text.substring(0, zone);
    return address.getAddress().length == 4 ? plain : shortest(plain.split(":"));
  }

  private static String shortest(String[] groups) {
    int from = 0;
    int most = 1;
    for (int i = 0, run = 0; i < groups.length; i++) {
      run = groups[i].equals("0") ? run + 1 : 0;
      if (run > most) {
        most = run;
        from = i + 1 - run;
      }
    }
    List<String> all = Arrays.asList(groups);
    return most == 1
        ? String.join(":", all)
        : String.join(":", all.subList(0, from))
            + "::"
            + String.join(":", all.subList(from + most, all.size()));
  }
}
