package org.mailshim.store;

import java.nio.file.Path;

/** Where each maildrop's directory is. Called by any thread. */
@FunctionalInterface
public interface MaildirLayout {
  /**
   * The directory that holds {@code cur}, {@code new} and {@code tmp}. It is made, with its
   * parents, when it is not there.
   *
   * @param name whose
   * @return its path, always the same for a name
   */
  Path directory(MaildropName name);

  /**
   * A directory with a maildrop for each name in it.
   *
   * @param root the directory
   * @return the layout {@code root/name}
   */
  static MaildirLayout under(Path root) {
    return name -> root.resolve(name.text());
  }

  /**
   * A directory with a home for each name, and the maildrop in there, as Dovecot's {@code
   * maildir:~/Maildir}.
   *
   * @param homes the directory
   * @param inHome the path from a home to the maildrop
   * @return the layout {@code homes/name/inHome}
   */
  static MaildirLayout inHomes(Path homes, String inHome) {
    return name -> homes.resolve(name.text()).resolve(inHome);
  }
}
