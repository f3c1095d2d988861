package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.abi.GuestThreads;
import org.mailshim.abi.HostLog;

/** What parameters of the process change at the moment when they are set. Any thread. */
final class ProcessSettings implements Configuration.Listener {
  private final ReentrantLock lock = new ReentrantLock();

  @Override
  public void changed(Configuration configuration, Parameter parameter) {
    // No switch: it is a class that is spun when first used, in every host's way.
    if (parameter == Parameter.LOG || parameter == Parameter.DETAIL) {
      log(configuration);
    } else if (parameter == Parameter.CALLBACK_THREADS) {
      GuestThreads.limitCallbacks(configuration.number(Parameter.CALLBACK_THREADS));
    }
  }

  /** Under a lock, lest a value that is read here be put in the place of a newer one. */
  private void log(Configuration configuration) {
    lock.lock();
    try {
      String file = configuration.text(Parameter.LOG);
      if (file.isEmpty()) {
        HostLog.alsoOff();
        return;
      }
      GuestThreads.requireCallbacks();
      HostLog.Level level = HostLog.Level.values()[configuration.number(Parameter.DETAIL) - 1];
      HostLog.alsoTo(level, new LogFile(Path.of(file)));
    } finally {
      lock.unlock();
    }
  }
}
