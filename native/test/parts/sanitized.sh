# Read by the tests of what is built with the address and undefined behaviour sanitizers: sets $work, and makes a build of
# the sources ready in $work/build. Skips the test where the compiler has no sanitizers.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset JAVA_HOME

fail() {
    echo "FAILED: $*" >&2
    cat "$work/said" >&2
    exit 1
}

# build TARGET: one program, with what it needs.
build() {
    JAVA_HOME=$MAILSHIM_JDK cmake --build "$work/build" --target "$1" >"$work/said" 2>&1 || fail "building $1"
}

# For the programs that load a JVM: it takes SIGSEGV for its own checks, and what it allocates it keeps until the end.
expect_jvm() {
    export ASAN_OPTIONS=handle_segv=0:detect_leaks=0
    export MAILSHIM_JAVA_HOME="$MAILSHIM_LIBRARY/mailshim/runtime"
}

echo 'int main(void) { return 0; }' >"$work/probe.c"
cc -fsanitize=address,undefined "$work/probe.c" -o "$work/probe" 2>"$work/said" && "$work/probe" || {
    echo 'skipped: the compiler has no sanitizers'
    exit 77
}
JAVA_HOME=$MAILSHIM_JDK cmake -S "$MAILSHIM_SOURCE/native" -B "$work/build" -DMAILSHIM_SANITIZE=ON >"$work/said" 2>&1 ||
    fail 'cmake'
