# Hosts and libraries built with the address and undefined behaviour sanitizers, on the runtime that is there already.
# All C tests run so after cmake -DMAILSHIM_SANITIZE=ON; these few run always.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset JAVA_HOME

fail() {
    echo "FAILED: $*" >&2
    cat "$work/said" >&2
    exit 1
}

echo 'int main(void) { return 0; }' >"$work/probe.c"
cc -fsanitize=address,undefined "$work/probe.c" -o "$work/probe" 2>"$work/said" && "$work/probe" || {
    echo 'skipped: the compiler has no sanitizers'
    exit 77
}
JAVA_HOME=$MAILSHIM_JDK cmake -S "$MAILSHIM_SOURCE/native" -B "$work/build" -DMAILSHIM_SANITIZE=ON >"$work/said" 2>&1 ||
    fail 'cmake'
tests='guest_lazy guest_errors guest_threads'
for name in $tests; do
    JAVA_HOME=$MAILSHIM_JDK cmake --build "$work/build" --target "test_$name" >"$work/said" 2>&1 || fail "building $name"
done
# The JVM takes SIGSEGV for its own checks, and what it allocates it keeps until the end.
export ASAN_OPTIONS=handle_segv=0:detect_leaks=0
export MAILSHIM_JAVA_HOME="$MAILSHIM_LIBRARY/mailshim/runtime"
for name in $tests; do
    "$work/build/test/test_$name" >"$work/said" 2>&1 || fail "$name ended with $?"
    ! grep -E 'runtime error|AddressSanitizer' "$work/said" || fail "$name: the sanitizers complained"
done
echo 'passed'
