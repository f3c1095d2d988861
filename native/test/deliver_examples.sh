# The example deliver_mail, as a C and as a C++ program: to a domain whose mail exchanger it looks up, at once and from a
# queue; and what it says where nobody takes the mail. In a network of its own, because mail goes to port 25.
set -eu
if [ -z "${MAILSHIM_TEST_NETWORK:-}" ]; then
    for options in --net '--net --map-root-user'; do
        # shellcheck disable=SC2086
        if unshare $options true 2>/dev/null; then
            exec env MAILSHIM_TEST_NETWORK=own unshare $options sh "$0"
        fi
    done
    echo 'skipped: deliver_mail was NOT tested: no network namespace for us' >&2
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi

work=$(mktemp -d)
server=
names=
trap 'exec 3>&- 4>&-; [ -z "$server" ] || wait "$server" || true; [ -z "$names" ] || wait "$names" || true; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    head -n 50 "$work"/*.out "$work"/*.err >&2
    exit 1
}

# await FILE PATTERN: until a line of the file is it.
await() {
    tries=0
    until grep -qx -e "$2" "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 1800 ] || fail "$1 has no line \"$2\""
        sleep 0.05
    done
}

mkfifo "$work/names.in" "$work/server.in"
"$MAILSHIM_BUILD/test/names" -u example.net MX 10 mail.example.net mail.example.net A 127.0.0.1 \
    dead.example MX 10 mail.dead.example mail.dead.example A 127.0.0.9 <"$work/names.in" >"$work/names.out" &
names=$!
exec 3>"$work/names.in"
await "$work/names.out" '[0-9]*'
name_server=127.0.0.1:$(cat "$work/names.out")

"$MAILSHIM_BUILD/examples-c/mail_server" example.net "$work/mail" 25 0 ann:secret \
    <"$work/server.in" >"$work/server.out" 2>"$work/server.err" 3>&- &
server=$!
exec 4>"$work/server.in"
await "$work/server.out" 'SMTP on 25, POP3 on [0-9]*'

"$MAILSHIM_SOURCE/examples-c/make-message" "$work/message.eml"
size=$(wc -c <"$work/message.eml")
tr -d '\r' <"$work/message.eml" >"$work/message.kept" # as a Maildir has it

# deliver TO OPTION...: by the example; its status.
deliver() {
    to=$1
    shift
    "$examples/deliver_mail" -d "$name_server" "$@" client.example.org zoe@example.org "$to" \
        "$work/message.eml" >"$work/deliver.out" 2>"$work/deliver.err" 3>&- 4>&-
}

# arrived: the next message is in ann's mailbox; it is taken out.
arrived() {
    tries=0
    until found=$(find "$work/mail/boxes/ann/new" -type f 2>/dev/null) && [ -n "$found" ]; do
        tries=$((tries + 1))
        [ $tries -lt 1800 ] || fail 'the message did not come to its mailbox'
        sleep 0.05
    done
    tail -c "$(wc -c <"$work/message.kept")" "$found" | cmp - "$work/message.kept" || fail 'the message in the mailbox differs'
    rm "$found"
}

for examples in "$MAILSHIM_BUILD/examples-c" "$MAILSHIM_BUILD/test/cpp"; do
    deliver ann@example.net || fail 'deliver_mail did not deliver'
    grep -qx 'ann@example.net: accepted (250)' "$work/deliver.out" || fail 'the recipient is not named'
    [ "$(tail -n 1 "$work/deliver.out")" = "sent, $size octets" ] || fail 'not the last line expected'
    [ ! -s "$work/deliver.err" ] || fail 'something on standard error'
    arrived

    deliver ann@example.net -q "$work/queue" || fail 'deliver_mail did not deliver from its queue'
    [ "$(tail -n 1 "$work/deliver.out")" = "sent, $size octets" ] || fail 'not the last line expected of a queue'
    [ -n "$(ls "$work/queue")" ] || fail 'there was no queue'
    arrived

    status=0
    deliver 'eve@example.net' || status=$?
    [ $status = 1 ] || fail "status $status for a recipient who is not known"
    grep -qx 'eve@example.net: refused (550)' "$work/deliver.out" || fail 'no refusal told'
    status=0
    deliver 'eve@example.net' -q "$work/queue" || status=$?
    [ $status = 1 ] || fail "status $status for a recipient who is not known, from a queue"
    grep -q '^deliver_mail: not sent: .*550' "$work/deliver.err" || fail 'no reason given from a queue'
    status=0
    deliver x@dead.example || status=$?
    [ $status = 1 ] || fail "status $status for a host where nobody listens"
    grep -q '^deliver_mail: not sent: .*refused' "$work/deliver.err" || fail 'no reason given'
    status=0
    "$examples/deliver_mail" -x y >"$work/deliver.out" 2>"$work/deliver.err" 3>&- 4>&- || status=$?
    [ $status = 2 ] || fail "status $status for wrong usage"
done
exec 4>&-
status=0
wait "$server" || status=$?
server=
[ $status = 0 ] && [ ! -s "$work/server.err" ] || fail "the server ended with status $status"
echo 'passed'
