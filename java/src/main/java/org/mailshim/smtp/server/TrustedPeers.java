package org.mailshim.smtp.server;

import java.util.List;
import org.mailshim.transport.AddressRange;

/**
 * Whom this server believes what they say of others. Nobody by default.
 *
 * @param proxies who begins each connection with a PROXY header (HAProxy's protocol, versions 1 and
 *     2). From them it is required: a proxy that forgets it would be taken for its clients
 * @param xclient who may use XCLIENT (Postfix, XCLIENT_README), and so be anybody; who comes
 *     through a proxy is whom the proxy names
 */
public record TrustedPeers(List<AddressRange> proxies, List<AddressRange> xclient) {
  /** Nobody. */
  public static final TrustedPeers NONE = new TrustedPeers(List.of(), List.of());

  /** Copies the lists. */
  public TrustedPeers {
    proxies = List.copyOf(proxies);
    xclient = List.copyOf(xclient);
  }
}
