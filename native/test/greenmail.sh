# A message goes from a C program to a mail server that we did not write, and comes back.
#
# GreenMail takes free loopback ports and says which, keeps all mail in memory, and is ended by its process id. What it stored is
# fetched by POP3 with curl, not with mailshim, and compared byte for byte. Only the trace fields (Return-Path,
# Received) that a server puts in front when it delivers are taken off first, and shown.
set -eu
build=$MAILSHIM_BUILD
server_jar=$MAILSHIM_SOURCE/target/greenmail-standalone.jar
java=$MAILSHIM_JDK/bin/java
if ! [ -e "$server_jar" ] || ! command -v curl >/dev/null; then
    echo "skipped: needs curl and $server_jar; make target/greenmail-standalone.jar fetches it"
    exit 77
fi

work=$(mktemp -d)
server=
end() {
    status=$?
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
    exit $status
}
trap end EXIT
trap 'exit 130' INT TERM

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# port_of PROTOCOL: the port that the server says it listens on, once it says so.
port_of() {
    sed -n "s/.*Started $1:127.0.0.1:\([0-9]*\).*/\1/p" "$work/server.log"
}

echo "==> starting GreenMail (a mail server written by others) on free loopback ports"
"$java" -Dgreenmail.verbose \
    -Dgreenmail.smtp.hostname=127.0.0.1 -Dgreenmail.smtp.port=0 \
    -Dgreenmail.pop3.hostname=127.0.0.1 -Dgreenmail.pop3.port=0 \
    -Dgreenmail.users=recipient:secret@example.net -Dgreenmail.users.login=email \
    -jar "$server_jar" >"$work/server.log" 2>&1 &
server=$!
tries=0
while [ -z "$(port_of smtp)" ] || [ -z "$(port_of pop3)" ]; do
    kill -0 $server 2>/dev/null && [ $tries -lt 900 ] || {
        cat "$work/server.log" >&2
        fail "the server did not start"
    }
    tries=$((tries + 1))
    sleep 0.1
done
echo "    SMTP on 127.0.0.1:$(port_of smtp), POP3 on 127.0.0.1:$(port_of pop3)"

"$MAILSHIM_SOURCE/examples-c/make-message" "$work/message.eml"
size=$(wc -c <"$work/message.eml")
echo "==> the message: $size octets, $(grep -ac '^\.' "$work/message.eml") lines that begin with a dot, UTF-8 text, an attachment"

echo "==> send_mail 127.0.0.1 $(port_of smtp) sender@example.org recipient@example.net message.eml"
"$build/examples-c/send_mail" 127.0.0.1 "$(port_of smtp)" sender@example.org recipient@example.net \
    "$work/message.eml" >"$work/states" && status=0 || status=$?
sed 's/^/    /' "$work/states"
[ $status = 0 ] || fail "send_mail ended with status $status"

echo "==> reading back what the server stored (curl pop3://)"
tries=0
until curl -s -u recipient@example.net:secret "pop3://127.0.0.1:$(port_of pop3)/1" -o "$work/stored"; do
    tries=$((tries + 1))
    [ $tries -lt 900 ] || fail "the server has no message"
    sleep 0.1
done
added=$(($(wc -c <"$work/stored") - size))
[ $added -ge 0 ] || fail "the stored message is $((-added)) octets too short"
head -c $added "$work/stored" >"$work/trace"
tail -c $size "$work/stored" >"$work/received"
echo "    $added octets put in front by the server:"
sed 's/^/      | /' "$work/trace"
! grep -qiv '^\(Return-Path:\|Received:\|Delivered-To:\|[ 	]\)' "$work/trace" ||
    fail "there is more in front than trace fields"
cmp "$work/message.eml" "$work/received" || fail "the stored message differs"
echo "    sent     $(sha256sum <"$work/message.eml" | cut -c1-64)"
echo "    received $(sha256sum <"$work/received" | cut -c1-64)"
echo "passed: $size octets arrived as they were sent, byte for byte"
