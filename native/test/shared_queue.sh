# A queue in PostgreSQL, used by C programs: Debian's server, of this test alone, on a port of the loopback interface.
set -eu
programs=
for each in /usr/lib/postgresql/*/bin; do
    [ ! -x "$each/postgres" ] || programs=$each
done
if [ -z "$programs" ]; then
    echo "PostgreSQL is not installed (cmake/need-packages test installs it)" >&2
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -QUIT "$server" 2>/dev/null && wait "$server" || true; rm -rf "$work"' EXIT

# It refuses to run as root.
other=
if [ "$(id -u)" = 0 ]; then
    chown postgres "$work"
    other="setpriv --reuid=postgres --regid=postgres --clear-groups --"
fi
cd "$work"
echo 'a%b&c' >password
chmod 644 password
$other "$programs"/initdb -D "$work/data" -U owner --pwfile=password --auth=scram-sha-256 --locale=C --no-sync >log 2>&1 || {
    cat log >&2
    exit 1
}
# A port that was free a moment ago: the server cannot say which one the kernel chose for it.
free_port() {
    : >port
    "$MAILSHIM_SINK" >port &
    sink=$!
    tries=0
    until [ -s port ]; do
        tries=$((tries + 1))
        [ $tries -le 600 ] || exit 1
        sleep 0.1
    done
    kill $sink
    wait $sink || true
    cat port
}

start_server() {
    port=$(free_port)
    $other "$programs"/postgres -D "$work/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        -c fsync=off >>log 2>&1 &
    server=$!
}

start_server
tries=0
until $programs/pg_isready -q -h 127.0.0.1 -p "$port"; do
    tries=$((tries + 1))
    [ $tries -le 900 ] || {
        cat log >&2
        exit 1
    }
    sleep 0.1
    kill -0 "$server" 2>/dev/null || start_server # somebody else has got the port
done
cd /
"$MAILSHIM_SHARED_QUEUE" "jdbc:postgresql://127.0.0.1:$port/postgres?user=owner&password=a%25b%26c&currentSchema=mail" || {
    tail -n 20 "$work/log" >&2
    exit 1
}
