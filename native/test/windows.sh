# The C side is built for Windows (make windows), examples are linked with it, and its DLL exports what the headers
# document and nothing else. Where there is Wine a host runs with it, as far as is possible without a Java for Windows.
set -eu
compiler=x86_64-w64-mingw32-gcc-posix
if ! command -v $compiler >/dev/null; then
    echo "skipped: the DLL for Windows was NOT built: no $compiler" >&2
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

JAVA_HOME=$MAILSHIM_JDK cmake -S "$MAILSHIM_SOURCE/native/windows" -B "$work/build" \
    -DCMAKE_TOOLCHAIN_FILE="$MAILSHIM_SOURCE/cmake/mingw-w64.cmake" >"$work/log" 2>&1 || fail "$(cat "$work/log")"
cmake --build "$work/build" >"$work/log" 2>&1 || fail "$(cat "$work/log")"
x86_64-w64-mingw32-objdump -p "$work/build/mailshim-srv.dll" >"$work/dll"

# Of the version scripts, which are generated from the same entries as the headers, all nodes but the private one; a
# C++ name is an ELF library's.
sed -n '/^MAILSHIM_PRIVATE/,/^}/d; s/^ *\([A-Za-z]\w*\);$/\1/p' "$MAILSHIM_SOURCE/native/generated/core.map" \
    "$MAILSHIM_SOURCE/native/generated/srv.map" | LC_ALL=C sort >"$work/documented"
# The name is a row's last word; what comes before it differs between releases of binutils.
sed -n '/^\[Ordinal\/Name Pointer\]/,/^$/s/^\t\[.* //p' "$work/dll" | LC_ALL=C sort >"$work/exported"
[ "$(wc -l <"$work/documented")" -gt 40 ] || fail 'too few names are documented'
diff "$work/documented" "$work/exported" || fail 'the DLL exports something else (>) than is documented (<)'
while read -r name; do
    grep -qw "$name" "$MAILSHIM_SOURCE/include/mailshim/mailshim.h" "$MAILSHIM_SOURCE/include/mailshim/srv.h" ||
        fail "$name is exported and in no header"
done <"$work/exported"

# Nothing has to be installed beside it but the runtime.
sed -n 's/.*DLL Name: //p' "$work/dll" | while read -r name; do
    case $name in
    KERNEL32.dll | msvcrt.dll | WS2_32.dll) ;;
    *) fail "the DLL wants $name" ;;
    esac
done

wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
if [ -x "$wine" ]; then
    export WINEPREFIX="$work/wine" WINEDEBUG=-all
    ! (cd "$work/build" && MAILSHIM_JAVA_HOME='C:\nowhere' "$wine" find_mx.exe example.org) >"$work/log" 2>&1 ||
        fail 'a host found mail exchangers without Java'
    "$(dirname "$(readlink -f "$wine")")/wineserver" -k -w || true
    grep -qF 'no Java runtime found (MAILSHIM_JAVA_HOME: no bin/server/jvm.dll in C:\nowhere' "$work/log" ||
        fail "a host says: $(cat "$work/log")"
else
    echo 'built and not run: there is no Wine'
fi
echo 'passed'
