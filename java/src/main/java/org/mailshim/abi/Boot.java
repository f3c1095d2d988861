package org.mailshim.abi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * What {@code native/src/jvm.c} and {@code surface.c} call through JNI, before C can enter Java
 * through upcall stubs.
 *
 * <p>A surface is found at its first call, and its calls come through JNI until it is linked. All
 * surfaces share one shape, {@code long dispatch(int op, long a0 … a5)}: the first stub of a shape
 * costs some 20 ms to link, every further one a tenth of a millisecond. The stubs live as long as
 * the JVM ({@link Arena#global()}): a C thread may be anywhere in its trampoline at any time, and a
 * call through a freed stub would end the host.
 */
final class Boot {
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
   * Finds and initializes one surface's class.
   *
   * @param dispatchClass the generated dispatcher, its binary name with slashes
   * @return its class
   * @throws ClassNotFoundException if there is no such dispatcher: libraries and classes are of
   *     different versions
   */
  static Class<?> find(String dispatchClass) throws ClassNotFoundException {
    return Class.forName(dispatchClass.replace('/', '.'), true, Boot.class.getClassLoader());
  }

  /**
   * Links one surface. On a thread of its own, while calls go on; it takes a while.
   *
   * @param dispatcher what {@link #find} found
   * @return the address of its upcall stub
   * @throws ReflectiveOperationException if it is no dispatcher
   */
  @SuppressWarnings("restricted") // upcallStub: this class is the door that native access is for
  static long link(Class<?> dispatcher) throws ReflectiveOperationException {
    FunctionDescriptor shape = // here: it loads half of what makes method handles
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    MethodHandle dispatch =
        MethodHandles.lookup().findStatic(dispatcher, "dispatch", shape.toMethodType());
    return Linker.nativeLinker().upcallStub(dispatch, shape, Arena.global()).address();
  }
}
