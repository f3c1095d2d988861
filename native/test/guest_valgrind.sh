# Whole hosts under valgrind. A JVM keeps it busy with false alarms, even below our frames: it touches its stack where
# it has not been yet. What counts is what our code or the host's does itself, or the C library for it: bad reads and
# writes, memory that is lost.
set -eu
if ! command -v valgrind >/dev/null; then
    echo 'skipped: no valgrind'
    exit 77
fi
work=$(mktemp -d)
sink_pid=
trap '[ -z "$sink_pid" ] || kill $sink_pid 2>/dev/null || true; rm -rf "$work"' EXIT
unset JAVA_HOME MAILSHIM_JAVA_HOME

fail() {
    echo "FAILED: $*" >&2
    cat "$work/said" >&2
    exit 1
}

# check HOST ARGUMENT...: interpreted, or valgrind would have to translate all that the JIT compilers make.
check() {
    host=$1
    MAILSHIM_JVM_OPTS=-Xint timeout 250 valgrind --error-limit=no --leak-check=full --show-leak-kinds=definite --num-callers=30 \
        --log-file="$work/log" "$@" >"$work/said" 2>&1 || fail "$host ended with $?"
    # A report is a block between lines without text. Its frames are read up to the first that is Java.
    awk -v ours='\\((core|srv|jvm|thread|runtime|foreign|boots|one_mail)\\.c:' '
        /^==[0-9]+== *$/ { if (bad) print block; all += bad; bad = java = 0; block = "" }
        { block = block "\n" $0 }
        / (at|by) 0x/ && (/\?\?\?/ || /mailshim\/runtime/) { java = 1 }
        / (at|by) 0x/ && !java && $0 ~ ours { bad = 1 }
        END { if (bad) print block; exit all + bad > 0 }' "$work/log" >"$work/said" || fail "$host has errors"
    grep -q 'ERROR SUMMARY' "$work/log" || fail "$host: valgrind did not finish"
}

check "$MAILSHIM_BOOTS" MAILSHIM_VALGRIND=1

"$MAILSHIM_SINK" -n 2 -t 500 >"$work/sink" &
sink_pid=$!
while [ ! -s "$work/sink" ]; do
    kill -0 $sink_pid 2>/dev/null || fail 'the sink has ended'
    sleep 0.02
done
check "$MAILSHIM_ONE_MAIL" -c "$(head -n 1 "$work/sink")"
echo 'passed'
