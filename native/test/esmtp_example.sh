# The example for libESMTP does what its head comment says: against a server that accepts, and where nobody listens; on
# ours, and on the original where that is.
set -eu
example=$MAILSHIM_BUILD/examples-c/esmtp_send
work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null || true; rm -rf "$work"' EXIT
unset JAVA_HOME MAILSHIM_JAVA_HOME

fail() {
    echo "FAILED: $*" >&2
    cat "$work"/said "$work"/errors >&2
    exit 1
}

printf 'Subject: example\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\nMessage-Id: <1@example.org>\r\nFrom: me@example.org\r\n\r\nHello\r\n' \
    >"$work/message.eml"
size=$(wc -c <"$work/message.eml")
cat >"$work/expected" <<'EXPECTED'
connected
<you@example.net>: 250 ok
sent: 250 gone
disconnected
accepted for 1 of 1 recipients
EXPECTED

run_in() {
    rm -f "$work/sink"
    "$MAILSHIM_SINK" -n 1 -t 500 >"$work/sink" &
    sink=$!
    until [ -s "$work/sink" ]; do
        kill -0 $sink 2>/dev/null || fail 'the sink did not start'
        sleep 0.02
    done
    LD_LIBRARY_PATH=$1 "$example" "127.0.0.1:$(head -n 1 "$work/sink")" me@example.org "$work/message.eml" you@example.net \
        >"$work/said" 2>"$work/errors" || fail "status $? with $1"
    wait $sink
    sink=
    diff -u "$work/expected" "$work/said" || fail "other output with $1"
    grep -qx "messages 1 octets $size" "$work/sink" || fail "the server got something else from $1"

    # Nobody listens on port 1.
    status=0
    LD_LIBRARY_PATH=$1 "$example" 127.0.0.1:1 me@example.org "$work/message.eml" you@example.net \
        >"$work/said" 2>"$work/errors" || status=$?
    [ $status = 1 ] || fail "status $status without a server, with $1"
    grep -qx 'esmtp_send: 127.0.0.1:1: Connection refused' "$work/errors" || fail "no reason given by $1"
}

run_in "$MAILSHIM_ESMTP"
genuine=$(/sbin/ldconfig -p | sed -n 's/.*libesmtp\.so\.6 .*=> //p' | head -n 1)
[ -z "$genuine" ] || run_in "$(dirname "$genuine")"
echo 'passed'
