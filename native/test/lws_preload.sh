# A program built with another library that has lws_email_*: by itself it gets that one's, with LD_PRELOAD, or with
# ours before it in the order of linking, ours, and its mail goes out. The libraries have no dependency on libuv, so
# that there is one in the process: the program's.
set -eu
work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    cat "$work"/output >&2 || true
    exit 1
}

. "$MAILSHIM_SOURCE/native/test/parts/sink.sh"

ours=$MAILSHIM_LIBRARY/libmailshim-lws.so.1
! readelf -d "$ours" | grep -q 'NEEDED.*libuv' || fail "$ours is linked with a libuv of its own"
! nm -D --defined-only "$ours" | grep -q '@' || fail "$ours has versions that the original's programs do not ask for"

status=0
"$MAILSHIM_LWS_OLD_HOST" >"$work/output" 2>&1 || status=$?
[ $status = 1 ] && [ "$(cat "$work/output")" = 'the original' ] || fail "the original was not called"

start_sink 2 "$work/sink"
export MAILSHIM_LWS_PORT="$(head -n 1 "$work/sink")"
LD_PRELOAD=$ours "$MAILSHIM_LWS_OLD_HOST" >"$work/output" 2>&1 || fail "status $? with LD_PRELOAD"
[ "$(cat "$work/output")" = sent ] || fail "not sent with LD_PRELOAD"
"$MAILSHIM_LWS_RELINKED_HOST" >"$work/output" 2>&1 || fail "status $? relinked"
[ "$(cat "$work/output")" = sent ] || fail "not sent relinked"
wait "$sink"
sink=
grep -q '^messages 2 ' "$work/sink" || fail "the sink did not get both"
echo "passed"
