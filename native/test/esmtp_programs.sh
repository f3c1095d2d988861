# Programs of Debian that nobody recompiled, on the original and on ours: esmtp, collectd's notify_email, and upstream's
# example. First to a scripted server, where both must say the same, octet by octet; then to a mail server that we did
# not write, from which the mail is fetched again.
set -eu
driver=$MAILSHIM_BUILD/test/esmtp/esmtp_driver
ours=$MAILSHIM_ESMTP
certificates=$MAILSHIM_SOURCE/native/test/esmtp/make-certificates
work=$(mktemp -d)
pids=
trap 'for pid in $pids; do kill $pid 2>/dev/null || true; done; rm -rf "$work"' EXIT
unset JAVA_HOME MAILSHIM_JAVA_HOME

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

genuine=$(/sbin/ldconfig -p | sed -n 's/.*libesmtp\.so\.6 .*=> //p' | head -n 1)
greenmail=$MAILSHIM_SOURCE/target/greenmail-standalone.jar
missing=
[ -n "$genuine" ] || missing="$missing libesmtp6"
command -v esmtp >/dev/null || missing="$missing esmtp"
[ -e /usr/lib/collectd/notify_email.so ] || missing="$missing collectd-core"
[ -e "$greenmail" ] || missing="$missing $greenmail"
if [ -n "$missing" ]; then
    echo "Debian's programs were NOT tried on our libESMTP; missing:$missing"
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi
genuine=$(dirname "$genuine")
"$certificates" "$work/certificates" >/dev/null 2>&1 || fail 'no certificates'

mkdir -p "$work/home/.config/libesmtp"
cp "$work/certificates/ca.pem" "$work/home/.config/libesmtp/ca.pem"
chmod 600 "$work/home/.config/libesmtp/ca.pem"
chmod 700 "$work/home" "$work/home/.config" "$work/home/.config/libesmtp"
export HOME="$work/home" TZ=UTC LC_ALL=C

printf 'From: Me <me@example.org>\nTo: recipient@example.net\nSubject: by esmtp\nMessage-Id: <1@example.org>\n\nA line.\n.\n.dot\nThe end.\n' >"$work/mail"

# ---- the same octets to a scripted server ----

# script NAME LINE...: a server.
script() {
    name=$1
    shift
    {
        echo server
        printf '%s\n' "$@"
    } >"$work/$name.case"
}
script plain
script pipelined 'offers PIPELINING ENHANCEDSTATUSCODES 8BITMIME DSN SIZE'
script chunks 'offers PIPELINING CHUNKING'
script refusing 'RCPT 2: "550 5.1.1 unknown"'
script rejecting 'message: "554 5.6.0 rejected"'
script tls 'offers STARTTLS' 'after-tls "AUTH PLAIN LOGIN"'
script auth 'offers "AUTH PLAIN LOGIN"'

# twice WHAT SERVER SCRIPT: the shell text SCRIPT on both libraries: the same status, output and octets.
twice() {
    for side in genuine ours; do
        folder=$ours
        [ $side = ours ] || folder=$genuine
        status=0
        LD_LIBRARY_PATH=$folder timeout 250 "$driver" serve "$work/certificates" "$work/$2.case" "$work/$side.record" \
            sh -c "$3" sh "$work" >"$work/$side.said" 2>&1 || status=$?
        echo "status $status" >>"$work/$side.said"
        # Ports differ, also in what programs say.
        sed -i 's/127\.0\.0\.1:[0-9]*/SERVER/g; s/localhost:[0-9]*/SERVER/g' "$work/$side.said"
    done
    diff -u "$work/genuine.said" "$work/ours.said" || fail "$1 says something else"
    diff -u "$work/genuine.record" "$work/ours.record" || fail "$1 sends something else"
    grep -q '^C: "MAIL FROM' "$work/ours.record" || {
        cat "$work/ours.record" "$work/ours.said"
        fail "$1 sends nothing"
    }
    echo "    $1: $(tail -n 1 "$work/ours.said"), $(grep -c '^C' "$work/ours.record") lines"
}

rc='printf "hostname = 127.0.0.1:%s\n" $MAILSHIM_TEST_PORT >$1/esmtprc; chmod 600 $1/esmtprc;'
echo '==> Debian'\''s esmtp, beside the original'
twice 'esmtp' plain "$rc esmtp -C \$1/esmtprc -f me@example.org recipient@example.net <\$1/mail"
twice 'esmtp -v' pipelined "$rc esmtp -v -C \$1/esmtprc -f me@example.org a@example.net b@example.net <\$1/mail"
twice 'esmtp, chunks' chunks "$rc esmtp -C \$1/esmtprc -f me@example.org a@example.net b@example.net <\$1/mail"
twice 'esmtp -t' pipelined "$rc esmtp -t -C \$1/esmtprc <\$1/mail"
# Debian's esmtp takes what follows -V for an operation mode too; m is one.
twice 'esmtp -N -R -V -B' pipelined \
    "$rc esmtp -C \$1/esmtprc -B 8BITMIME -N success,failure -R hdrs -V m -f me@example.org a@example.net <\$1/mail"
twice 'esmtp, a recipient is refused' refusing \
    "$rc esmtp -C \$1/esmtprc -f me@example.org a@example.net b@example.net c@example.net <\$1/mail"
twice 'esmtp, the message is rejected' rejecting "$rc esmtp -C \$1/esmtprc -f me@example.org a@example.net <\$1/mail"
twice 'esmtp, AUTH' auth \
    "$rc printf 'username = \"user\"\\npassword = \"secret\"\\n' >>\$1/esmtprc; esmtp -C \$1/esmtprc -f me@example.org a@example.net <\$1/mail"
tls_rc='printf "hostname = localhost:%s\nusername = \"user\"\npassword = \"secret\"\nstarttls = required\n" $MAILSHIM_TEST_PORT >$1/esmtprc; chmod 600 $1/esmtprc;'
twice 'esmtp, STARTTLS and AUTH' tls "$tls_rc esmtp -C \$1/esmtprc -f me@example.org a@example.net <\$1/mail"

echo '==> Debian'\''s esmtp, with what the environment asks for'
script implicit 'tls server implicit' 'after-tls "AUTH SCRAM-SHA-256-PLUS"' 'AUTH: scram "secret"'
MAILSHIM_ESMTP_TLS=implicit MAILSHIM_ESMTP_MECHANISMS=scram-sha-256-plus LD_LIBRARY_PATH=$ours timeout 250 "$driver" serve \
    "$work/certificates" "$work/implicit.case" "$work/record" \
    sh -c "$tls_rc esmtp -C \$1/esmtprc -f me@example.org a@example.net <\$1/mail" sh "$work" >"$work/said" 2>&1 ||
    fail "esmtp ended with $?"
grep -q 'binding right, proof right' "$work/record" && grep -q '^C: "MAIL FROM' "$work/record" || {
    cat "$work/record" "$work/said"
    fail 'esmtp does not speak TLS from the first octet, with SCRAM bound to it'
}
echo '    delivered under TLS from the first octet, with SCRAM bound to it'

echo '==> upstream'\''s mail-file, beside the original'
example=/usr/share/doc/libesmtp6/examples/mail-file.c
if [ -e $example ]; then
    cc -I"$MAILSHIM_SOURCE/include/mailshim/esmtp" $example "$ours/libesmtp.so.6" -Wl,--allow-shlib-undefined -lssl -lcrypto \
        -o "$work/mail-file" 2>"$work/said" || {
        cat "$work/said"
        fail 'mail-file.c does not compile'
    }
    twice 'mail-file' pipelined \
        '$1/mail-file -h 127.0.0.1:$MAILSHIM_TEST_PORT -f me@example.org -s "a subject" --crlf $1/mail a@example.net b@example.net'
fi

# ---- a mail server that we did not write ----

echo '==> GreenMail'
"$MAILSHIM_JDK/bin/java" -Dgreenmail.verbose \
    -Dgreenmail.smtp.hostname=127.0.0.1 -Dgreenmail.smtp.port=0 -Dgreenmail.pop3.hostname=127.0.0.1 -Dgreenmail.pop3.port=0 \
    -Dgreenmail.users=recipient:secret@example.net -Dgreenmail.users.login=email \
    -jar "$greenmail" >"$work/greenmail.log" 2>&1 &
pids="$pids $!"
port_of() {
    sed -n "s/.*Started $1:127.0.0.1:\([0-9]*\).*/\1/p" "$work/greenmail.log"
}
tries=0
while [ -z "$(port_of smtp)" ] || [ -z "$(port_of pop3)" ]; do
    tries=$((tries + 1))
    [ $tries -lt 900 ] || {
        cat "$work/greenmail.log"
        fail 'GreenMail did not start'
    }
    sleep 0.1
done
# fetch N TEXT: the N-th message, once it is there; it must contain TEXT.
fetch() {
    tries=0
    until curl -s -u recipient@example.net:secret "pop3://127.0.0.1:$(port_of pop3)/$1" -o "$work/fetched"; do
        tries=$((tries + 1))
        [ $tries -lt 900 ] || fail "message $1 did not arrive"
        sleep 0.2
    done
    grep -q "$2" "$work/fetched" || {
        cat "$work/fetched"
        fail "message $1 is not about $2"
    }
}

printf 'hostname = 127.0.0.1:%s\nusername = "recipient@example.net"\npassword = "secret"\n' "$(port_of smtp)" >"$work/esmtprc"
LD_LIBRARY_PATH=$ours timeout 250 esmtp -C "$work/esmtprc" -f me@example.org recipient@example.net <"$work/mail" ||
    fail "esmtp ended with $?"
fetch 1 'Subject: by esmtp'
[ "$(tr -d '\r' <"$work/fetched" | sed '1,/^$/d')" = "$(sed '1,/^$/d' "$work/mail")" ] || fail 'another body arrived'
echo '    esmtp: delivered, with AUTH'

echo '==> collectd with notify_email'
cat >"$work/collectd.conf" <<CONF
Hostname "host.test"
FQDNLookup false
BaseDir "$work"
PIDFile "$work/collectd.pid"
PluginDir "/usr/lib/collectd"
TypesDB "/usr/share/collectd/types.db"
Interval 3600
LoadPlugin logfile
<Plugin logfile>
    LogLevel info
    File "$work/collectd.log"
</Plugin>
LoadPlugin unixsock
<Plugin unixsock>
    SocketFile "$work/socket"
    DeleteSocket true
</Plugin>
LoadPlugin notify_email
<Plugin notify_email>
    SMTPServer "127.0.0.1"
    SMTPPort $(port_of smtp)
    SMTPUser "recipient@example.net"
    SMTPPassword "secret"
    From "collectd@example.org"
    Recipient "recipient@example.net"
    Subject "%s on %s"
</Plugin>
CONF
LD_LIBRARY_PATH=$ours /usr/sbin/collectd -f -C "$work/collectd.conf" >"$work/collectd.said" 2>&1 &
collectd=$!
pids="$pids $collectd"
tries=0
until grep -q 'Initialization complete' "$work/collectd.log" 2>/dev/null && [ -S "$work/socket" ]; do
    kill -0 $collectd 2>/dev/null && [ $tries -lt 900 ] || {
        cat "$work/collectd.said" "$work/collectd.log" || true
        fail 'collectd does not start'
    }
    tries=$((tries + 1))
    sleep 0.1
done
# One session for the daemon's life: the second notification starts it again.
for number in 2 3; do
    python3 - "$work/socket" $number <<'PYTHON' || fail 'collectd takes no notification'
import socket, sys, time
with socket.socket(socket.AF_UNIX) as to:
    to.settimeout(60)
    to.connect(sys.argv[1])
    to.sendall(b'PUTNOTIF host=host.test severity=failure time=%d message="the disk is number %s"\n'
               % (time.time(), sys.argv[2].encode()))
    reply = to.recv(300)
    sys.exit(not reply.startswith(b'0 '))
PYTHON
    fetch $number "the disk is number $number"
    grep -q '^Subject: .*host.test' "$work/fetched" || fail 'the subject is missing'
    echo "    notification $((number - 1)): delivered"
done
kill $collectd
wait $collectd || fail "collectd ended with $?"
echo 'passed'
