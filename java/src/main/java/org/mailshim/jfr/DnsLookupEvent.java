package org.mailshim.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Mail exchangers or addresses are looked up. */
@Name("org.mailshim.DnsLookup")
@Label("DNS Look-up")
@Category("mailshim")
@Description("Mail exchangers or addresses are looked up")
@StackTrace(false)
public final class DnsLookupEvent extends Event {
  /** The domain or host. */
  @Label("Name")
  public String name = "";

  /** What is asked: {@code MX}, {@code addresses}. */
  @Label("Question")
  public String question = "";

  /** What came of it: {@code ok}, or why not. */
  @Label("Outcome")
  public String outcome = "";

  /** An event that has not begun. */
  public DnsLookupEvent() {}
}
