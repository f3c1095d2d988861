# The process runs Java already: a Java program loads a C library that uses mailshim. The engine then lives in the
# host's JVM, loaded from the jars beside the library; in a JVM that is too old the calls fail and the host goes on.
set -eu
work=$(mktemp -d)
sink_pid=
trap '[ -z "$sink_pid" ] || kill $sink_pid 2>/dev/null || true; rm -rf "$work"' EXIT
unset JAVA_HOME MAILSHIM_JAVA_HOME MAILSHIM_JVM_OPTS

cat >"$work/Host.java" <<'EOF'
public class Host {
  static native String call();

  static native String start();

  static native int callOnNewThread();

  static native int send(int port);

  public static void main(String[] arguments) throws Exception {
    System.load(arguments[0]);
    System.out.println("start " + start());
    System.out.println(call());
    System.out.println("again " + call());
    System.out.println("pthread " + callOnNewThread());
    Thread thread = new Thread(() -> System.out.println("thread " + call()));
    thread.start();
    thread.join();
    if (arguments.length > 1) {
      System.out.println("sent " + send(Integer.parseInt(arguments[1])));
    }
    System.gc();
    System.out.println("alive " + Thread.currentThread().getContextClassLoader().getClass().getName());
  }
}
EOF
cat >"$work/ForeignHost.java" <<'EOF'
import java.lang.foreign.*;
import java.nio.file.Path;

public class ForeignHost {
  static void call(java.lang.invoke.MethodHandle code, String who) {
    try {
      System.out.println(who + " " + (int) code.invokeExact());
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  public static void main(String[] arguments) throws Throwable {
    var library = SymbolLookup.libraryLookup(Path.of(arguments[0]), Arena.global());
    var code =
        Linker.nativeLinker()
            .downcallHandle(
                library.find("java_host_code").get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
    call(code, "main");
    Thread.ofVirtual().start(() -> call(code, "virtual")).join();
    System.out.println("alive");
  }
}
EOF
"$MAILSHIM_JDK/bin/javac" -Xlint:-options --release 17 -d "$work" "$work/Host.java"
"$MAILSHIM_JDK/bin/javac" -d "$work" "$work/ForeignHost.java"

fail() {
    echo "FAILED: $*" >&2
    cat "$work/said" "$work/complaints" >&2
    exit 1
}

# run JAVA ARGUMENT...
run() {
    timeout 250 "$@" >"$work/said" 2>"$work/complaints" || fail "$* ended with $?"
}

# expect PATTERN WHAT
expect() {
    grep -q -e "$1" "$work/said" || fail "$2: nothing like \"$1\""
}

"$MAILSHIM_SINK" -n 1 -t 500 >"$work/sink" &
sink_pid=$!
while [ ! -s "$work/sink" ]; do
    kill -0 $sink_pid 2>/dev/null || fail 'the sink has ended'
    sleep 0.02
done
port=$(head -n 1 "$work/sink")

run "$MAILSHIM_JDK/bin/java" --enable-native-access=ALL-UNNAMED -cp "$work" Host "$MAILSHIM_JAVA_HOST" "$port"
for line in '^start 7003 .*Java of its own' '^0 7002 SRVSend' '^again 0 7002 SRVSend' '^pthread 7002' '^thread 0 7002 SRVSend' '^sent [1-9]' '^alive'; do
    expect "$line" 'in a JVM of the host'
done
expect 'AppClassLoader$' "the host's class loader"
[ ! -s "$work/complaints" ] || fail 'it complained'
[ "$(wc -l <"$work/said")" = 7 ] || fail 'it printed more'

run "$MAILSHIM_JDK/bin/java" --enable-native-access=ALL-UNNAMED -cp "$work" ForeignHost "$MAILSHIM_JAVA_HOST"
for line in '^main 7002' '^virtual 7002' '^alive'; do
    expect "$line" 'through the FFM API'
done

old=
for home in /usr/lib/jvm/*; do
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || true)
    if [ "${version:-99}" -ge 17 ] && [ "${version:-99}" -lt 22 ] && [ -x "$home/bin/java" ]; then
        old=$home
    fi
done
if [ -z "$old" ]; then
    echo 'passed, but skipped: no Java 17 to 21 in /usr/lib/jvm to be the host'
    exit 77
fi
run "$old/bin/java" -cp "$work" Host "$MAILSHIM_JAVA_HOST"
for line in '^0 7005 .*older Java.*22' '^again 0 7005 ' '^pthread 7005' '^alive'; do
    expect "$line" "in $old"
done
echo 'passed'
