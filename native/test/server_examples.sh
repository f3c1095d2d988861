# The C examples that are servers do what their head comments say, as C and as C++ programs: curl fetches what send_mail
# and curl have sent.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    head -n 50 "$work"/*.out "$work"/*.err >&2
    exit 1
}

if ! command -v curl >/dev/null; then
    echo 'skipped: the examples of servers were NOT tested: no curl' >&2
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi
"$MAILSHIM_SOURCE/examples-c/make-message" "$work/message.eml"
size=$(wc -c <"$work/message.eml")

# start PROGRAM ARGUMENT...: a server that runs until `finish`; its first line is in $first.
start() {
    rm -f "$work/input" "$work/server.out"
    mkfifo "$work/input"
    "$@" <"$work/input" >"$work/server.out" 2>"$work/server.err" &
    server=$!
    exec 3>"$work/input"
    tries=0
    until [ -s "$work/server.out" ]; do
        tries=$((tries + 1))
        [ $tries -lt 1800 ] && kill -0 "$server" || fail "$1 did not start"
        sleep 0.05
    done
    first=$(head -n 1 "$work/server.out")
}

finish() {
    exec 3>&-
    status=0
    wait "$server" || status=$?
    server=
    [ $status = 0 ] || fail "a server ended with status $status"
    [ ! -s "$work/server.err" ] || fail 'something on standard error'
}

# printed LINE: the server's output has that line, which may come a little later.
printed() {
    tries=0
    until grep -qx -e "$1" "$work/server.out"; do
        tries=$((tries + 1))
        [ $tries -lt 1800 ] || fail "\"$1\" was not printed"
        sleep 0.05
    done
}

# send PORT FROM TO: the message by the example that sends; its status.
send() {
    "$MAILSHIM_BUILD/examples-c/send_mail" 127.0.0.1 "$1" "$2" "$3" "$work/message.eml" 3>&- \
        >"$work/send.out" 2>"$work/send.err"
}

# pop3 USER URL-PATH ARGUMENT...: what curl gets from the POP3 server.
pop3() {
    user=$1
    path=$2
    shift 2
    curl -sS --max-time 60 -u "$user" "$@" "pop3://127.0.0.1:$port/$path" 3>&-
}

# ends_with_message FILE: behind the fields that the server adds, the message came as it was sent.
ends_with_message() {
    tail -c "$size" "$1" | cmp - "$work/message.eml" || fail "$1 is not the message"
}

receive_mail() {
    mkdir "$work/inbox"
    start "$examples/receive_mail" example.net 0 "$work/inbox"
    port=${first#listening on }
    send "$port" me@example.org 'ann@example.net bob@example.net' || fail 'receive_mail did not take the message'
    printed '127.0.0.1 connects'
    printed 'me@example.org -> ann@example.net bob@example.net: [0-9A-F]*.msg, [0-9]* octets'
    ends_with_message "$work/inbox"/*.msg
    ! send "$port" nobody@example.org ann@example.net || fail 'receive_mail did not decline'
    printed 'nobody@example.org -> ann@example.net: declined'
    [ "$(find "$work/inbox" -name '*.msg' | wc -l)" = 1 ] || fail 'another message was kept'
    finish
    rm -r "$work/inbox"
}

serve_mailboxes() {
    for user in ann guest; do
        mkdir -p "$work/boxes/$user/tmp" "$work/boxes/$user/new" "$work/boxes/$user/cur"
        cp "$work/message.eml" "$work/boxes/$user/new/1.2.example"
    done
    start "$examples/serve_mailboxes" 0 "$work/boxes"
    port=${first#listening on }
    for user in ann:secret guest:guest; do
        name=${user%:*}
        pop3 "$user" 1 -o "$work/got" || fail "$name could not fetch"
        printed "$name logs in with .*: welcome"
        printed "$name takes message 1, $size octets"
        ends_with_message "$work/got"
        pop3 "$user" 1 -X DELE -I >/dev/null || fail "$name could not delete"
    done
    printed 'ann deletes message 1: gone'
    printed 'guest deletes message 1: kept'
    pop3 ann:secret '' -o "$work/list" || fail 'ann cannot list'
    ! grep -q '^1 ' "$work/list" || fail "ann's message is still there"
    pop3 guest:guest '' -o "$work/list" || fail 'guest cannot list'
    grep -q '^1 ' "$work/list" || fail "guest's message has gone"
    ! pop3 eve:secret '' 2>/dev/null || fail 'eve could log in'
    printed 'eve logs in with .*: refused'
    ! pop3 ann:wrong '' 2>/dev/null || fail 'ann could log in with another password'
    finish
    rm -r "$work/boxes"
}

# collect PASSWORD: fetches ann's mail from $port by the example that collects; its status.
collect() {
    POP3_PASSWORD=$1 "$examples/collect_mail" -c 127.0.0.1 "$port" ann "$work/collected" 3>&- \
        >"$work/send.out" 2>"$work/send.err"
}

collect_mail() {
    boxes=$work/mail/boxes
    mkdir -p "$work/collected" "$boxes/ann/tmp" "$boxes/ann/new" "$boxes/ann/cur"
    cp "$work/message.eml" "$boxes/ann/new/1.2.example"
    cp "$work/message.eml" "$boxes/ann/new/2.2.example"
    start "$examples/mail_server" example.net "$work/mail" 0 0 ann:secret
    port=${first##* }
    ! collect wrong || fail 'collect_mail could log in with another password'
    [ -s "$work/send.err" ] || fail 'collect_mail gave no reason'
    rmdir "$work/collected"
    ! collect secret || fail 'collect_mail kept mail nowhere'
    mkdir "$work/collected"
    collect secret || fail 'collect_mail did not collect'
    [ "$(head -n 1 "$work/send.out")" = "2 messages wait, $((size * 2)) octets" ] || fail 'not the first line expected'
    [ "$(tail -n 1 "$work/send.out")" = '2 messages collected' ] || fail 'not the last line expected'
    [ "$(find "$work/collected" -type f | wc -l)" = 2 ] || fail 'there are not two files'
    for file in "$work/collected"/*; do
        cmp "$file" "$work/message.eml" || fail "$file is not the message"
    done
    collect secret || fail 'collect_mail failed with nothing to collect'
    [ "$(tail -n 1 "$work/send.out")" = '0 messages collected' ] || fail 'mail was collected twice'
    finish
    rm -r "$work/mail" "$work/collected"
}

mail_server() {
    start "$examples/mail_server" example.net "$work/mail" 0 0 ann:secret bob:hidden
    smtp_port=${first#SMTP on }
    smtp_port=${smtp_port%,*}
    port=${first##* }
    send "$smtp_port" me@example.org 'ann@example.net' || fail 'mail_server did not take the message'
    printed 'mail from me@example.org to ann@example.net'
    ! send "$smtp_port" me@example.org far@example.edu || fail 'mail_server relays for strangers'
    ! send "$smtp_port" me@example.org eve@example.net || fail 'mail_server knows eve'
    tries=0
    until pop3 ann:secret 1 -o "$work/got" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 900 ] || fail 'the message did not come to its mailbox'
        sleep 0.1
    done
    printed 'ann logs in'
    printed 'ann fetches message 1, [0-9]* octets'
    ends_with_message "$work/got"
    pop3 ann:secret 1 -X DELE -I >/dev/null || fail 'ann could not delete'
    printed 'ann deletes message 1'
    pop3 bob:hidden '' -o "$work/list" || fail 'bob cannot list'
    ! grep -q '^1 ' "$work/list" || fail 'bob has mail'
    finish
    printed '0 messages left in the queue'
    rm -r "$work/mail"
    status=0
    "$examples/mail_server" example.net "$work/mail" 65536 0 ann:secret >"$work/send.out" 2>"$work/send.err" || status=$?
    [ $status = 2 ] && grep -q smtp_port "$work/send.err" || fail 'a port that is none was taken'
}

for examples in "$MAILSHIM_BUILD/examples-c" "$MAILSHIM_BUILD/test/cpp"; do
    receive_mail
    serve_mailboxes
    collect_mail
    mail_server
done
echo 'passed'
