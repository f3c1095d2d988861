package org.mailshim.lists;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.delivery.Aliases;
import org.mailshim.delivery.LocalAgent;
import org.mailshim.delivery.LocalRecipients;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.WatchedFile;
import org.mailshim.program.Program;
import org.mailshim.store.MaildropName;

/**
 * Whose mail goes on, as files of the users say: {@code bob/.forward} below the root. Each line has
 * addresses, users, {@code \bob} for a copy that stays, {@code |program}, or {@code :include:file}:
 *
 * <pre>
 * \bob
 * bob@example.org, bob@example.com
 * |/usr/local/bin/sort-mail -a
 * </pre>
 *
 * <p>A file is read again when it has changed and kept as it was while it cannot be read ({@link
 * WatchedFile}); without one the mail stays. A line that means nothing, or that is not allowed, is
 * told to the observer, and a copy stays then, so that nothing is lost. The owner's own address
 * means a copy too.
 *
 * <p><b>Programs</b> are run only where they are switched on ({@link ForwardPrograms}), one of each
 * file at most, and not of a file that its group or everybody may write. <b>Included</b> files have
 * addresses and further includes, twenty in all, five deep and none twice, and lie in the directory
 * of the file that names them; a link that leads out of it is not followed, nor is one in the place
 * of the forward file itself.
 *
 * <p>A file with more than {@value #MOST_ENTRIES} entries counts as one that cannot be read; of
 * what is wrong in one file no more than {@value #MOST_TOLD} things are told. So no user can fill
 * the memory or the log. The files of the {@value #MOST_FILES} users asked for last are kept. Any
 * thread.
 */
public final class ForwardFiles implements Aliases.Forwards {
  private static final int MOST_FILES = 1000;
  private static final int MOST_ADDRESSES = 1000;
  private static final int MOST_ENTRIES = 2000;
  private static final int MOST_INCLUDED = 20;
  private static final int MOST_TOLD = 10;
  private static final int DEEPEST = 5;

  private static final WatchedFile.Format<List<ForwardLine>> FORMAT =
      new WatchedFile.Format<>() {
        @Override
        public List<ForwardLine> empty() {
          return List.of();
        }

        @Override
        public List<ForwardLine> parse(List<String> lines) {
          List<ForwardLine> parsed = ForwardLine.parse(lines);
          if (parsed.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException("more than " + MOST_ENTRIES + " entries");
          }
          return List.copyOf(parsed);
        }

        @Override
        public int entries(List<ForwardLine> lines) {
          return lines.size();
        }
      };

  private final ForwardRules rules;
  private final LocalRecipients users;
  private final Clock clock;
  private final ListObserver observer;
  private final PolicyObserver files;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Path, WatchedFile<List<ForwardLine>>> known =
      new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Reads nothing yet.
   *
   * @param rules where the files are
   * @param users asked for their domains
   * @param clock must agree with the file system's time to within a second
   * @param observer hears of lines that mean nothing
   * @param files hears of files that were read, or cannot be
   */
  public ForwardFiles(
      ForwardRules rules,
      LocalRecipients users,
      Clock clock,
      ListObserver observer,
      PolicyObserver files) {
    this.rules = rules;
    this.users = users;
    this.clock = clock;
    this.observer = observer;
    this.files = files;
  }

  @Override
  public Optional<Aliases.Forward> of(MaildropName maildrop) {
    Path file = rules.root().resolve(maildrop.text()).resolve(rules.name());
    List<ForwardLine> lines = watched(file).current();
    return lines.isEmpty() ? Optional.empty() : Optional.of(new Reading(maildrop, file).of(lines));
  }

  private WatchedFile<List<ForwardLine>> watched(Path file) {
    lock.lock();
    try {
      WatchedFile<List<ForwardLine>> watched =
          known.computeIfAbsent(file, path -> WatchedFile.optional(path, FORMAT, clock, files));
      if (known.size() > MOST_FILES) {
        Iterator<Path> eldest = known.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
      return watched;
    } finally {
      lock.unlock();
    }
  }

  /** One user's lines, with those of the files that they include. */
  private final class Reading {
    private final MaildropName maildrop;
    private final Path file;
    private final Map<String, Mailbox> others = new LinkedHashMap<>();
    private final Set<Path> seen = new HashSet<>();
    private Optional<LocalAgent> agent = Optional.empty();
    private boolean keeps;
    private int told;

    Reading(MaildropName maildrop, Path file) {
      this.maildrop = maildrop;
      this.file = file;
    }

    Aliases.Forward of(List<ForwardLine> lines) {
      seen.add(file);
      if (isWithin(file.getParent(), file)) {
        read(lines, file, 0);
      } else {
        bad("a link to a file of another directory");
      }
      boolean nowhere = others.isEmpty() && agent.isEmpty();
      return new Aliases.Forward(keeps || nowhere, new ArrayList<>(others.values()), agent);
    }

    private void read(List<ForwardLine> lines, Path from, int depth) {
      for (ForwardLine line : lines) {
        switch (line) {
          case ForwardLine.Address address -> add(address.mailbox());
          case ForwardLine.User user -> user(user.name());
          case ForwardLine.Copy copy -> copy(copy.name());
          case ForwardLine.Pipe pipe when depth > 0 -> bad("a program in an included file");
          case ForwardLine.Pipe pipe -> program(pipe.words());
          case ForwardLine.Include include -> include(include.file(), from, depth);
          case ForwardLine.Bad bad -> bad(bad.reason() + ": \"" + bad.text() + '"');
        }
      }
    }

    private void add(Mailbox mailbox) {
      boolean own =
          users.domains().contains(mailbox.domain())
              && (isOwner(mailbox.localPart()) || isOwner(MailboxLine.key(mailbox)));
      if (own) {
        keeps = true;
      } else if (others.size() < MOST_ADDRESSES) {
        others.putIfAbsent(MailboxLine.key(mailbox), mailbox);
      } else {
        bad("more than " + MOST_ADDRESSES + " addresses");
      }
    }

    private boolean isOwner(String user) {
      return user.toLowerCase(Locale.ROOT).equals(maildrop.text());
    }

    private void user(String user) {
      Set<Domain> domains = users.domains();
      if (isOwner(user)) {
        keeps = true;
      } else if (domains.isEmpty()) {
        bad("no domain for a user");
      } else {
        // Any will do, as users are the same in each; the same one each time.
        Domain domain = domains.stream().min((a, b) -> a.ascii().compareTo(b.ascii())).get();
        add(new Mailbox(user, domain));
      }
    }

    private void copy(String user) {
      if (user.isEmpty() || isOwner(user)) {
        keeps = true;
      } else {
        bad("a copy for somebody else");
      }
    }

    private void program(List<String> words) {
      Optional<ForwardPrograms> programs = rules.programs();
      if (programs.isEmpty()) {
        bad("programs are not switched on");
      } else if (agent.isPresent()) {
        bad("more than one program");
      } else if (!programs.get().allows(words.getFirst())) {
        bad("a program that is not allowed");
      } else if (isWritableByOthers()) {
        bad("a program in a file that others may write");
      } else {
        var program =
            Program.of(words, programs.get().limit())
                .withOutputLimit(programs.get().outputLimit())
                .in(file.getParent());
        agent = Optional.of(new ProgramAgent(program, maildrop.text()));
      }
    }

    private boolean isWritableByOthers() {
      try {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE);
      } catch (UnsupportedOperationException e) {
        return false; // Windows: the directory's access list decides
      } catch (IOException e) {
        observer.trouble("looking at " + file, e);
        return true;
      }
    }

    private void include(String text, Path from, int depth) {
      Path directory = from.getParent();
      Path included = directory.resolve(text).normalize();
      if (seen.size() > MOST_INCLUDED) {
        bad("more than " + MOST_INCLUDED + " included files");
      } else if (depth >= DEEPEST || !seen.add(included)) {
        bad("a file that includes itself, or too deep: " + text);
      } else if (!isWithin(directory, included)) {
        bad("an included file that is not beside this one: " + text);
      } else if (!watched(included).isKnown()) {
        bad("an included file that cannot be read: " + text);
      } else {
        read(watched(included).current(), included, depth + 1);
      }
    }

    private static boolean isWithin(Path directory, Path file) {
      try {
        return file.toRealPath().startsWith(directory.toRealPath());
      } catch (IOException e) {
        return false;
      }
    }

    private void bad(String reason) {
      keeps = true;
      if (++told <= MOST_TOLD) {
        observer.badForward(maildrop, file, reason);
      }
    }
  }
}
