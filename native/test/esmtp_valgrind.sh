# Hosts of libESMTP under valgrind; guest_valgrind.sh says what counts: bad reads and writes, and lost memory, of our C and
# of the host, as far as no Java is between.
set -eu
if ! command -v valgrind >/dev/null; then
    echo 'skipped: no valgrind'
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset JAVA_HOME MAILSHIM_JAVA_HOME

fail() {
    echo "FAILED: $*" >&2
    cat "$work/said" >&2
    exit 1
}

cd "$MAILSHIM_SOURCE/native/test/esmtp"
mkdir "$work/out" "$work/certificates"
for name in headers-all message-context auth-plain tls-context; do
    rm -f "$work"/log.*
    # Interpreted, or valgrind would have to translate all that the JIT compilers make. It follows forks by itself.
    MAILSHIM_CASE_SECONDS=250 MAILSHIM_JVM_OPTS=-Xint LD_LIBRARY_PATH=$MAILSHIM_ESMTP timeout 280 \
        valgrind --error-limit=no --leak-check=full --show-leak-kinds=definite --num-callers=30 --log-file="$work/log.%p" \
        "$MAILSHIM_BUILD/test/esmtp/esmtp_driver" "$work/certificates" "$work/out" "cases/$name.case" >"$work/said" 2>&1 ||
        fail "$name ended with $?"
    grep -q '^start s = 1' "$work/out/$name.out" || {
        cp "$work/out/$name.out" "$work/said"
        fail "$name: the session failed"
    }
    # What the driver reads of its case it never gives back.
    cat "$work"/log.* | awk -v ours='\\((core|surface|jvm|thread|runtime|foreign|esmtp|natives|tls)\\.c:' '
        /^==[0-9]+== *$/ { if (bad) print block; all += bad; bad = java = host = 0; block = "" }
        { block = block "\n" $0 }
        / (at|by) 0x/ && (/\?\?\?/ || /mailshim\/runtime/) { java = 1 }
        / (at|by) 0x/ && !java && $0 ~ ours { bad = 1 }
        END { if (bad) print block; exit all + bad > 0 }' >"$work/said" || fail "$name has errors"
    cat "$work"/log.* | grep -q 'ERROR SUMMARY' || fail "$name: valgrind did not finish"
    echo "    $name"
done
echo 'passed'
