# The installed tree: staged with DESTDIR, moved somewhere else, and used by a C user who has no Java.
#
# What is checked: the files that are promised, and no path of the build machine in them; sonames, dependencies and
# exported symbols; programs built with pkg-config and with find_package; those programs sending mail with an empty
# environment; and that nothing is left when it is uninstalled, but what is not ours.
set -eu
work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

. "$MAILSHIM_SOURCE/native/test/parts/sink.sh"

DESTDIR=$work/stage cmake --install "$MAILSHIM_BUILD" --prefix /usr/local >"$work/log" || fail "$(cat "$work/log")"
mkdir "$work/another place"
mv "$work/stage/usr/local" "$work/another place/tree"
rmdir "$work/stage/usr" "$work/stage" || fail "files were installed outside the prefix"
tree="$work/another place/tree"

for file in lib/libmailshim.so lib/libmailshim.so.1 lib/libmailshim-srv.so lib/libmailshim-srv.so.1 \
    lib/libmailshim-lws.so lib/libmailshim-lws.so.1 include/mailshim/lws-email.h lib/pkgconfig/mailshim-lws.pc \
    lib/mailshim/runtime/lib/server/libjvm.so lib/mailshim/runtime/lib/server/classes.jsa \
    lib/mailshim/runtime/lib/mailshim.seal lib/mailshim/java/mailshim.jar \
    lib/mailshim/drivers/postgresql-*.jar \
    lib/mailshim/compat/libesmtp.so lib/mailshim/compat/libesmtp.so.6 lib/pkgconfig/libesmtp-1.0.pc \
    include/mailshim/esmtp/libesmtp.h include/mailshim/esmtp/auth-client.h bin/with-mailshim-esmtp \
    include/mailshim/mailshim.h include/mailshim/srv.h include/mailshim/srv.hpp \
    lib/cmake/MailShim/MailShimConfig.cmake lib/pkgconfig/mailshim.pc lib/pkgconfig/mailshim-srv.pc \
    share/doc/mailshim/README.md share/doc/mailshim/LICENSE share/doc/mailshim/CHANGELOG.md \
    share/doc/mailshim/docs/srv-parameters.md share/doc/mailshim/native/abi/DEVIATIONS.md \
    include/mailshim/esmtp/mailshim-esmtp.h share/doc/mailshim/examples/send_mail.c; do
    # shellcheck disable=SC2086
    (cd "$tree" && [ -e $file ]) || fail "$file is not installed"
done
! grep -rlF -e "$MAILSHIM_BUILD" -e "$(cd "$MAILSHIM_SOURCE" && pwd)" "$tree" || fail "these files name the build tree"
[ -z "$(find "$tree" -type l -lname '/*')" ] || fail "there are absolute links"

for name in mailshim:core mailshim-srv:srv mailshim-lws:lws; do
    library=$tree/lib/lib${name%:*}.so.1
    readelf -d "$library" >"$work/dynamic"
    grep -q "SONAME.*\[lib${name%:*}\.so\.1\]" "$work/dynamic" || fail "$library has another soname"
    ! grep -q 'RUNPATH' "$work/dynamic" || grep -qF 'runpath: [$ORIGIN]' "$work/dynamic" ||
        fail "$library looks for libraries elsewhere"
    grep -q 'NODELETE' "$work/dynamic" || fail "$library can be unloaded"
    grep -q 'BIND_NOW' "$work/dynamic" || fail "$library is bound lazily"
    ! grep -q 'NEEDED.*libj' "$work/dynamic" || fail "$library is linked with the JVM"
    # Every symbol that is exported stands in the version script, and the other way round.
    nm -D --defined-only "$library" | sed -n 's/.* [TDBRW] \([^@]*\).*/\1/p' | sort -u >"$work/exported"
    sed -n 's/^[ \t]*\([A-Za-z_][A-Za-z0-9_]*\);.*/\1/p' "$MAILSHIM_SOURCE/native/generated/${name#*:}.map" |
        sort -u >"$work/documented"
    diff "$work/documented" "$work/exported" || fail "$library does not export what its version script lists"
done

readelf -d "$tree/lib/mailshim/compat/libesmtp.so.6" | grep -qF 'runpath: [$ORIGIN/../..:/' ||
    fail 'libesmtp.so.6 finds nothing when it is linked to from where the original lies'

# without_java COMMAND...: in an empty environment.
without_java() {
    env -i PATH=/usr/bin:/bin "$@"
}
examples="$tree/share/doc/mailshim/examples"
without_java PKG_CONFIG_PATH="$tree/lib/pkgconfig" sh -c \
    'eval cc "$1"/send_mail.c $(pkg-config --cflags --libs mailshim-srv) -o "$2"' sh "'$examples'" "$work/by_pkg_config"
without_java PKG_CONFIG_PATH="$tree/lib/pkgconfig" sh -c \
    'eval cc "$1"/lws_send.c $(pkg-config --cflags --libs mailshim-lws) -o "$2"' sh "'$examples'" "$work/lws_by_pkg_config"
without_java PKG_CONFIG_PATH="$tree/lib/pkgconfig" sh -c \
    'eval cc "$1"/esmtp_send.c $(pkg-config --cflags --libs libesmtp-1.0) -o "$2"' sh "'$examples'" "$work/esmtp_by_pkg_config"
sed -n '/^```c$/,/^```$/{/^```/!p}' "$tree/share/doc/mailshim/README.md" >"$work/hello.c"
grep -q 'int main' "$work/hello.c" || fail 'README has no program in C'
without_java PKG_CONFIG_PATH="$tree/lib/pkgconfig" sh -c \
    'eval cc -Wall -Wextra -Werror "$1" $(pkg-config --cflags --libs mailshim-srv) -o "$2"' sh \
    "'$work/hello.c'" "$work/hello" || fail "README's program does not compile"
for header in mailshim-esmtp.h mailshim/esmtp/mailshim-esmtp.h; do
    echo "#include <$header>" >"$work/include.c"
    without_java PKG_CONFIG_PATH="$tree/lib/pkgconfig" sh -c \
        'eval cc -fsyntax-only -Wall -Werror "$1" $(pkg-config --cflags libesmtp-1.0)' sh "'$work/include.c'" ||
        fail "<$header> does not compile"
done
without_java cmake -S "$examples" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$tree" >"$work/log" 2>&1 || fail "$(cat "$work/log")"
without_java cmake --build "$work/cmake" >"$work/log" 2>&1 || fail "$(cat "$work/log")"

start_sink 8 "$work/sink"
printf 'Subject: installed\n\ntext\n' >"$work/message.eml"
for program in "$work/by_pkg_config" "$work/cmake/send_mail"; do
    ldd "$program" | grep -q "libmailshim-srv.so.1 => $tree/lib" || fail "$program runs with another library"
    rm -f "$work/loaded" "$work/cds"
    env -i MAILSHIM_JVM_OPTS="-Xlog:class+load:file=$work/loaded -Xlog:cds:file=$work/cds" \
        "$program" 127.0.0.1 "$(head -n 1 "$work/sink")" sender@example.org recipient@example.net \
        "$work/message.eml" || fail "$program ended with status $?"
    # The class archive was made elsewhere and has been copied and moved since.
    grep -q 'org.mailshim.* source: shared objects file' "$work/loaded" || fail "the class archive is not used"
    grep -q 'full module graph: enabled' "$work/cds" || fail "the archived module graph is not used"
done
for program in "$work/lws_by_pkg_config" "$work/cmake/lws_send"; do
    ldd "$program" | grep -q "libmailshim-lws.so.1 => $tree/lib" || fail "$program runs with another library"
    env -i "$program" "127.0.0.1:$(head -n 1 "$work/sink")" sender@example.org recipient@example.net \
        "$work/message.eml" >"$work/log" 2>&1 || fail "$program ended with status $?: $(cat "$work/log")"
done
for program in "$work/esmtp_by_pkg_config" "$work/cmake/esmtp_send"; do
    ldd "$program" | grep -q "libesmtp.so.6 => $tree/lib" || fail "$program runs with another library"
    env -i "$program" "127.0.0.1:$(head -n 1 "$work/sink")" sender@example.org "$work/message.eml" \
        recipient@example.net >"$work/log" 2>&1 || fail "$program ended with status $?: $(cat "$work/log")"
done
# A program that is linked with libESMTP from somewhere, here from nowhere.
cc -I"$tree/include/mailshim/esmtp" "$examples/esmtp_send.c" "$tree/lib/mailshim/compat/libesmtp.so.6" \
    -Wl,--allow-shlib-undefined -o "$work/unpathed"
ln -s "$tree/bin/with-mailshim-esmtp" "$work/with-mailshim-esmtp"
env -i PATH=/usr/bin:/bin "$work/with-mailshim-esmtp" ldd "$work/unpathed" |
    grep -q "libesmtp.so.6 => $(readlink -f "$tree")/lib" || fail 'with-mailshim-esmtp does not find its library'
env -i PATH=/usr/bin:/bin "$work/with-mailshim-esmtp" "$work/unpathed" "127.0.0.1:$(head -n 1 "$work/sink")" \
    sender@example.org "$work/message.eml" recipient@example.net >"$work/log" 2>&1 ||
    fail "with-mailshim-esmtp ended with status $?: $(cat "$work/log")"
# A program with more rights than its user (setuid), who must not say which code it loads.
chmod 711 "$work"
cp "$work/by_pkg_config" "$work/setuid"
cp /usr/bin/id "$work/id"
chmod 4755 "$work/setuid" "$work/id"
user='setpriv --reuid=65534 --regid=65534 --clear-groups env -i'
if [ "$($user "$work/id" -u 2>/dev/null)" = 0 ]; then
    user="$user MAILSHIM_JAVA_HOME=/nowhere MAILSHIM_JVM_OPTS=-Xnonsense TMPDIR=/proc"
else
    echo 'skipped: no setuid programs can be made here'
    user=env
fi
$user "$work/setuid" 127.0.0.1 "$(head -n 1 "$work/sink")" sender@example.org recipient@example.net \
    "$work/message.eml" || fail "a setuid program ended with status $?"
wait $sink
sink=

echo 'of somebody else' >"$tree/lib/other"
"$MAILSHIM_SOURCE/cmake/uninstall" "$tree" >"$work/log"
[ "$(find "$tree" ! -type d)" = "$tree/lib/other" ] || fail "uninstall left $(find "$tree" ! -type d)"
[ ! -e "$tree/lib/mailshim" ] || fail 'uninstall left directories'
if "$MAILSHIM_SOURCE/cmake/uninstall" "$tree" 2>"$work/log"; then
    fail 'uninstall found something to uninstall twice'
fi
grep -q 'there is no mailshim in' "$work/log" || fail 'uninstall does not say that there is nothing'
echo "passed"
