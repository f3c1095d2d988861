# A boot that fails leaves the host alive, with the failure value it knows, a code and a text that helps.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runtime=$MAILSHIM_LIBRARY/mailshim/runtime
unset JAVA_HOME MAILSHIM_JAVA_HOME MAILSHIM_JVM_OPTS

fail() {
    echo "FAILED: $*" >&2
    cat "$work/said" "$work/complaints" >&2
    exit 1
}

# boots WHAT VARIABLE=VALUE...: runs the host of that name in an environment; what it said is in $work/said.
boots() {
    what=$1
    shift
    echo "$what"
    status=0
    (cd "$work" && env "$@" timeout 250 "$MAILSHIM_BOOTS" $again >"$work/said" 2>"$work/complaints") || status=$?
    [ $status = 0 ] && [ "$(tail -n 1 "$work/said")" = alive ] || fail "$what: the host ended with $status"
}

# expect PATTERN...: each is a basic regular expression found in what the host said.
expect() {
    for pattern in "$@"; do
        grep -q -e "$pattern" "$work/said" || fail "$what: nothing like \"$pattern\""
    done
}

again=
libraries=$work/lib
mkdir "$libraries"
cp -P "$MAILSHIM_LIBRARY"/*.so* "$libraries"
# What is installed on this machine is not to be found: another place, as long, is compiled into the copy.
installed=$(sed -n 's/^CMAKE_INSTALL_PREFIX:PATH=//p' "$MAILSHIM_BUILD/CMakeCache.txt")/lib/mailshim/runtime
LC_ALL=C sed -i "s|$installed|/$(echo "$installed" | LC_ALL=C tr -c '\n' x | cut -c 2-)|" \
    "$(readlink -f "$libraries/libmailshim.so.1")"

# damaged NAME: a runtime of that name whose files are hard links; the caller replaces some.
damaged() {
    mkdir -p "$work/$1"
    cp -al "$runtime/." "$work/$1" 2>/dev/null || cp -a "$runtime/." "$work/$1"
}

# ---- where the runtime is looked for

boots 'the runtime beside the library' A=
expect '^0 '

boots 'no runtime at all' LD_LIBRARY_PATH="$libraries"
expect '^7005 .*no Java runtime found' MAILSHIM_JAVA_HOME "beside the library: no .*$libraries/mailshim/runtime" \
    'Java 22 or newer'

again="MAILSHIM_JAVA_HOME=$runtime"
boots 'no runtime, and then one' LD_LIBRARY_PATH="$libraries"
expect '^7005 ' '^0 '
again="JAVA_HOME=$work/nowhere JAVA_HOME=$runtime"
boots 'no runtime twice, and then one' LD_LIBRARY_PATH="$libraries"
[ "$(grep -c ^7005 "$work/said")" = 2 ] || fail "$what: two failures"
expect '^0 '
again=

mkdir -p "$work/old/lib/server"
echo 'JAVA_VERSION="17.0.9"' >"$work/old/release"
echo 'no library' >"$work/old/lib/server/libjvm.so"
boots 'a Java 17 and nothing else' LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/old"
expect "^7005 .*MAILSHIM_JAVA_HOME: $work/old is Java 17, 22 or newer is needed"
boots 'a Java 17, and a newer one after it' LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/old" \
    JAVA_HOME="$runtime"
expect '^0 '
boots 'a directory that is not there' LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/nowhere"
expect "^7005 .*no lib/server/libjvm.so in $work/nowhere"
boots 'a JDK without mailshim, and no jars beside the library' LD_LIBRARY_PATH="$libraries" \
    MAILSHIM_JAVA_HOME="$MAILSHIM_JDK"
expect "^7005 .*$MAILSHIM_JDK can be used, but mailshim's own jars are missing"
boots 'a JDK without mailshim, and the jars beside the library' MAILSHIM_JAVA_HOME="$MAILSHIM_JDK"
expect '^0 '

# ---- damage that is seen before anything is loaded

for file in lib/modules lib/server/libjvm.so lib/server/classes.jsa lib/libjava.so; do
    name=truncated-$(basename $file)
    damaged "$name"
    rm "$work/$name/$file"
    head -c 100000 "$runtime/$file" >"$work/$name/$file"
    boots "$file cut short" LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/$name"
    expect "^7005 .*is damaged: $file"
    octets=$(stat -c %s "$runtime/$file")
    head -c $((octets / 2)) "$runtime/$file" >"$work/$name/$file"
    head -c $((octets - octets / 2)) /dev/zero >>"$work/$name/$file"
    boots "$file half zeros" LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/$name"
    expect "^7005 .*is damaged: $file"
    rm "$work/$name/$file"
    boots "$file missing" LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/$name"
    expect "^7005 .*$file"
    boots 'a damaged runtime is passed over' MAILSHIM_JAVA_HOME="$work/$name"
    expect '^0 '
    rm -rf "${work:?}/$name"
done

# ---- damage that only the JVM can find

damaged broken-libjvm
rm "$work/broken-libjvm/lib/mailshim.seal" "$work/broken-libjvm/lib/server/libjvm.so"
echo 'no library' >"$work/broken-libjvm/lib/server/libjvm.so"
again="MAILSHIM_JAVA_HOME=$runtime"
boots 'a libjvm.so that cannot be loaded, and then one that can' MAILSHIM_JAVA_HOME="$work/broken-libjvm"
expect '^7005 cannot load the Java runtime: .*libjvm.so' '^0 '
again=

damaged broken-libjava
rm "$work/broken-libjava/lib/mailshim.seal" "$work/broken-libjava/lib/libjava.so"
echo 'no library' >"$work/broken-libjava/lib/libjava.so"
boots 'a libjava.so that is no library' MAILSHIM_JAVA_HOME="$work/broken-libjava"
expect '^7005 '

damaged no-modules
rm "$work/no-modules/lib/mailshim.seal" "$work/no-modules/lib/modules"
boots 'no lib/modules, in a runtime without a seal' LD_LIBRARY_PATH="$libraries" MAILSHIM_JAVA_HOME="$work/no-modules"
expect "^7005 .*no lib/modules in $work/no-modules"

for content in true 'head -c 100000 $runtime/lib/modules' 'head -c $modules_size /dev/zero'; do
    rm -f "$work/no-modules/lib/modules"
    modules_size=$(stat -c %s "$runtime/lib/modules")
    eval "$content" >"$work/no-modules/lib/modules"
    boots "lib/modules from \"$content\", in a runtime without a seal" MAILSHIM_JAVA_HOME="$work/no-modules" \
        MAILSHIM_JVM_OPTS="-XX:ErrorFile=$work/crash"
    expect '^7005 .*crashed.*the runtime is whole'
done

damaged other-archive
rm "$work/other-archive/lib/mailshim.seal" "$work/other-archive/lib/server/classes.jsa"
head -c "$(stat -c %s "$runtime/lib/server/classes.jsa")" /dev/zero >"$work/other-archive/lib/server/classes.jsa"
boots 'a class archive of zeros only makes it slower' MAILSHIM_JAVA_HOME="$work/other-archive"
expect '^0 '
rm "$work/other-archive/lib/server/classes.jsa"
boots 'so does none' MAILSHIM_JAVA_HOME="$work/other-archive"
expect '^0 '
if [ -e "$MAILSHIM_JDK/lib/server/classes.jsa" ]; then
    cp "$MAILSHIM_JDK/lib/server/classes.jsa" "$work/other-archive/lib/server/classes.jsa"
    boots "so does another runtime's" MAILSHIM_JAVA_HOME="$work/other-archive"
    expect '^0 '
fi

# ---- options and limits

boots 'an unknown option' MAILSHIM_JVM_OPTS=-XX:+NoSuchOption
expect '^7005 .*NoSuchOption.*MAILSHIM_JVM_OPTS'
boots 'an option that is none' MAILSHIM_JVM_OPTS=nonsense
expect '^7005 .*nonsense'
boots 'two collectors' MAILSHIM_JVM_OPTS=-XX:+UseG1GC
expect '^7005 .*Multiple garbage collectors'
boots 'another collector' MAILSHIM_JVM_OPTS='-XX:-UseSerialGC -XX:+UseG1GC'
expect '^0 '
boots 'a heap larger than the address space' MAILSHIM_JVM_OPTS=-Xmx100000000g
expect '^7005 '
boots 'a heap larger than its bound' MAILSHIM_JVM_OPTS=-Xms1g
expect '^7005 .*heap size'
boots 'a module that does not exist' MAILSHIM_JVM_OPTS=--add-modules=no.such.module
expect '^7005 '
boots 'more words than there is room for' MAILSHIM_JVM_OPTS="$(yes -- -Da=b | head -n 200 | tr '\n' ' ')"
expect '^7005 .*too many'

# A sanitized program cannot live with such limits itself.
for kilobytes in 300000 600000 1000000 1400000; do
    (
        ulimit -v $kilobytes
        again=
        boots "ulimit -v $kilobytes" A=
        expect '^7005 .*address space.*ulimit -v'
    )
done
(
    ulimit -v 2500000
    boots 'ulimit -v 2500000' A=
    expect '^0 '
)
(
    ulimit -v 300000
    boots 'ulimit -v 300000, tried nevertheless' MAILSHIM_JVM_OPTS=-Xss512k
    expect '^7005 .*ulimit -v'
)
for kibibytes in 64 128; do
    (
        ulimit -s $kibibytes
        boots "a main thread with $kibibytes KiB" A=
        expect '^7007 SRVSend.*ulimit -s'
    )
done
for kibibytes in 256 unlimited; do
    (
        ulimit -s $kibibytes
        boots "a main thread with $kibibytes KiB" A=
        expect '^0 '
    )
done
(
    ulimit -n 40
    boots 'few descriptors' A=
    expect '^0 '
)
echo "passed"
