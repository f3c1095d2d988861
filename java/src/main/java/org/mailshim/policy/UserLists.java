package org.mailshim.policy;

import org.mailshim.address.ForwardPath;

/** The lists that users keep for mail to themselves. Any thread; may block. */
public interface UserLists {
  /** Nobody has any. */
  UserLists NONE = recipient -> AccessLists.EMPTY;

  /** The lists of a recipient. */
  AccessLists of(ForwardPath recipient);
}
