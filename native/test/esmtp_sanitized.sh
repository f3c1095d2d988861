# A host of libESMTP, built with the address and undefined behaviour sanitizers together with our library's C, does and
# says the same as one without them. (cmake -DMAILSHIM_SANITIZE=ON runs all cases so; these run always.)
set -eu
. "$MAILSHIM_SOURCE/native/test/parts/sanitized.sh"
build esmtp_driver
cd "$MAILSHIM_SOURCE/native/test/esmtp"
./make-certificates "$work/certificates" >"$work/said" 2>&1 || fail 'certificates'
cases=$(ls cases/message-*.case cases/auth-*.case cases/api-*.case cases/null-*.case cases/inject-*.case \
    cases/reenter-*.case cases/thread-*.case cases/monitor-*.case cases/headers-all.case cases/tls-user-*.case \
    cases/tls-context*.case cases/header-10mb.case cases/bdat-two-messages.case cases/more-*.case)
mkdir "$work/plain" "$work/sanitized"
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$MAILSHIM_ESMTP "$MAILSHIM_BUILD/test/esmtp/esmtp_driver" "$work/certificates" "$work/plain" $cases \
    >"$work/said" 2>&1 || true
expect_jvm
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$work/build/lib/mailshim/compat "$work/build/test/esmtp/esmtp_driver" "$work/certificates" "$work/sanitized" \
    $cases >"$work/said" 2>&1 || true
! grep -E 'runtime error|AddressSanitizer|case is wrong' "$work/said" || fail 'the sanitizers complained'
diff -ru "$work/plain" "$work/sanitized" || fail 'something else happens under the sanitizers'
! grep -l 'ended by signal' "$work/sanitized"/* || fail 'a client crashed'
[ "$(ls "$work/sanitized" | wc -l)" -gt 100 ] || fail 'too few cases ran'
echo "passed: $(ls "$work/sanitized" | wc -l) cases"
