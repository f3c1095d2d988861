# Hosts and libraries built with the address and undefined behaviour sanitizers, on the runtime that is there already.
# All C tests run so after cmake -DMAILSHIM_SANITIZE=ON; these few run always.
set -eu
. "$MAILSHIM_SOURCE/native/test/parts/sanitized.sh"
tests='guest_lazy guest_errors guest_threads'
for name in $tests; do
    build "test_$name"
done
expect_jvm
for name in $tests; do
    "$work/build/test/test_$name" >"$work/said" 2>&1 || fail "$name ended with $?"
    ! grep -E 'runtime error|AddressSanitizer' "$work/said" || fail "$name: the sanitizers complained"
done
echo 'passed'
