# The C examples do what their head comments say, send_mail as a C++ program too: against a server that accepts, and where
# nobody listens.
set -eu
work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    for file in "$work/states" "$work/errors"; do
        [ ! -f "$file" ] || head -n 20 "$file" >&2
    done
    exit 1
}

. "$MAILSHIM_SOURCE/native/test/parts/sink.sh"

"$MAILSHIM_SOURCE/examples-c/make-message" "$work/message.eml"
size=$(wc -c <"$work/message.eml")

# send_mail, from one directory of examples.
send_mail() {
    start_sink 1 "$work/sink"
    port=$(head -n 1 "$work/sink")
    "$examples/send_mail" 127.0.0.1 "$port" sender@example.org recipient@example.net "$work/message.eml" \
        >"$work/states" 2>"$work/errors" || fail "send_mail ended with status $?"
    wait $sink
    sink=
    [ "$(tail -n 1 "$work/states")" = "done: accepted, $size octets" ] || fail "not the last state expected"
    [ "$(grep -c '^done' "$work/states")" = 1 ] || fail "DONE not exactly once"
    [ "$(head -n 1 "$work/states")" = "looking for 127.0.0.1" ] || fail "not the first state expected"
    [ ! -s "$work/errors" ] || fail "something on standard error"
    # Four of the message's lines begin with a dot, and each travels with one dot more.
    grep -qx "messages 1 octets $((size + 4))" "$work/sink" || fail "the server got something else"

    # Nobody listens on port 1. Whether that is known while the program still writes or only afterwards is a race; both
    # ways must end with the reason.
    status=0
    "$examples/send_mail" 127.0.0.1 1 sender@example.org recipient@example.net "$work/message.eml" \
        >"$work/states" 2>"$work/errors" || status=$?
    [ $status = 1 ] || fail "status $status without a server"
    grep -q '^done: not accepted' "$work/states" || grep -q '^send_mail: cannot write: .*refused' "$work/errors" ||
        fail "no reason given"
    [ "$(grep -c '^done' "$work/states")" -le 1 ] || fail "DONE more than once"
}

for examples in "$MAILSHIM_BUILD/examples-c" "$MAILSHIM_BUILD/test/cpp"; do
    send_mail
done
examples=$MAILSHIM_BUILD/examples-c

# The same message from an event loop.
start_sink 1 "$work/second"
"$examples/lws_send" "127.0.0.1:$(head -n 1 "$work/second")" sender@example.org recipient@example.net \
    "$work/message.eml" >"$work/states" 2>"$work/errors" || fail "lws_send ended with status $?"
wait $sink
sink=
[ "$(grep -v '^working$' "$work/states" | tr '\n' '/')" = "a mail is due/the server wants it/sent/" ] ||
    fail "not the output expected"
[ ! -s "$work/errors" ] || fail "something on standard error"
grep -qx "messages 1 octets $((size + 4))" "$work/second" || fail "the server got something else"
status=0
"$examples/lws_send" 127.0.0.1:1 sender@example.org recipient@example.net "$work/message.eml" \
    >"$work/states" 2>"$work/errors" || status=$?
[ $status = 1 ] || fail "status $status without a server"
grep -q '^lws_send: not sent .*refused' "$work/errors" || fail "no reason given"
echo "passed"
