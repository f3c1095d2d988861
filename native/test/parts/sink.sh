# Read by the tests that send to the sink; fail() is theirs, and so is killing $sink in the end.

# start_sink MESSAGES FILE: a server that ends after so many messages; returns when its port is the file's first line.
start_sink() {
    rm -f "$2" # of the run before
    "$MAILSHIM_SINK" -n "$1" >"$2" &
    sink=$!
    tries=0
    until [ -s "$2" ]; do
        tries=$((tries + 1))
        [ $tries -lt 4500 ] || fail "the sink did not start"
        sleep 0.02
    done
}
