# A host of libESMTP, built with the address and undefined behaviour sanitizers together with our library's C, does and
# says the same as one without them. (cmake -DMAILSHIM_SANITIZE=ON runs all cases so; these run always.)
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
JAVA_HOME=$MAILSHIM_JDK cmake --build "$work/build" --target esmtp_driver >"$work/said" 2>&1 || fail 'building'
cd "$MAILSHIM_SOURCE/native/test/esmtp"
./make-certificates "$work/certificates" >"$work/said" 2>&1 || fail 'certificates'
cases=$(ls cases/message-*.case cases/auth-*.case cases/api-*.case cases/null-*.case cases/inject-*.case \
    cases/reenter-*.case cases/thread-*.case cases/monitor-*.case cases/headers-all.case cases/tls-user-*.case \
    cases/tls-context*.case cases/header-10mb.case cases/bdat-two-messages.case cases/more-*.case)
mkdir "$work/plain" "$work/sanitized"
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$MAILSHIM_ESMTP "$MAILSHIM_BUILD/test/esmtp/esmtp_driver" "$work/certificates" "$work/plain" $cases \
    >"$work/said" 2>&1 || true
# The JVM takes SIGSEGV for its own checks, and what it allocates it keeps until the end.
export ASAN_OPTIONS=handle_segv=0:detect_leaks=0
export MAILSHIM_JAVA_HOME="$MAILSHIM_LIBRARY/mailshim/runtime"
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$work/build/lib/mailshim/compat "$work/build/test/esmtp/esmtp_driver" "$work/certificates" "$work/sanitized" \
    $cases >"$work/said" 2>&1 || true
! grep -E 'runtime error|AddressSanitizer|case is wrong' "$work/said" || fail 'the sanitizers complained'
diff -ru "$work/plain" "$work/sanitized" || fail 'something else happens under the sanitizers'
! grep -l 'ended by signal' "$work/sanitized"/* || fail 'a client crashed'
[ "$(ls "$work/sanitized" | wc -l)" -gt 100 ] || fail 'too few cases ran'
echo "passed: $(ls "$work/sanitized" | wc -l) cases"
