package org.mailshim.abi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The two methods that {@code native/src/jvm.c} calls through JNI; from then on C enters Java
 * through upcall stubs only.
 *
 * <p>All surfaces share one shape, {@code long dispatch(int op, long a0 … a5)}: the first stub of a
 * shape costs some 20 ms to link, every further one a tenth of a millisecond. The stubs live as
 * long as the JVM ({@link Arena#global()}): a C thread may be anywhere in its trampoline at any
 * time, and a call through a freed stub would end the host.
 */
final class Boot {
  private static final FunctionDescriptor DISPATCH =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private Boot() {}

  /**
   * Called once, on the boot thread, which has the host's asynchronous signals blocked: the threads
   * that are started from here inherit that.
   *
   * <p>What the class library does once to a process, and a host would notice, is made to happen
   * here. Its first look at the environment resets SIGCHLD, whose disposition {@code jvm.c} gives
   * back after this method; and its cleaner starts a thread, which must not happen during a host
   * thread's call.
   */
  static void start() {
    System.getenv();
    Arena.ofAuto();
    GuestThreads.start();
  }

  /**
   * Links one surface.
   *
   * @param dispatchClass the generated dispatcher, its binary name with slashes
   * @return the address of its upcall stub
   * @throws ReflectiveOperationException if there is no such dispatcher: libraries and classes are
   *     of different versions
   */
  @SuppressWarnings("restricted") // upcallStub: this class is the door that native access is for
  static long link(String dispatchClass) throws ReflectiveOperationException {
    Class<?> dispatcher =
        Class.forName(dispatchClass.replace('/', '.'), true, Boot.class.getClassLoader());
    MethodType type =
        MethodType.methodType(
            long.class,
            int.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class);
    MethodHandle dispatch = MethodHandles.lookup().findStatic(dispatcher, "dispatch", type);
    return Linker.nativeLinker().upcallStub(dispatch, DISPATCH, Arena.global()).address();
  }
}
