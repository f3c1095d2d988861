# cmake/find-jdk and cmake/need-packages, on machines made of directories and fake commands.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake_dir=$(cd "$MAILSHIM_SOURCE/cmake" && pwd)

# expect WANTED GOT WHAT
expect() {
    [ "$1" = "$2" ] || {
        printf 'FAILED: %s: wanted "%s", got "%s"\n' "$3" "$1" "$2" >&2
        exit 1
    }
}

# jdk HOME VERSION TOOL...: a directory that looks like one.
jdk() {
    home=$1
    mkdir -p "$home/bin"
    echo "JAVA_VERSION=\"$2\"" >"$home/release"
    shift 2
    for tool in "$@"; do
        printf '#!/bin/sh\n' >"$home/bin/$tool"
        chmod +x "$home/bin/$tool"
    done
}

# find_jdk VARIABLE=VALUE...: with a home directory whose JDKs are newer than any that is installed here.
find_jdk() {
    env -i PATH="$work/path:/usr/bin:/bin" HOME="$work/home" "$@" "$cmake_dir/find-jdk" 2>"$work/said"
}

mkdir "$work/path"
ln -s "$work/seventeen/bin/javac" "$work/path/javac"
jdk "$work/seventeen" 17.0.1 javac jlink
jdk "$work/twenty-two" 22 javac jlink
jdk "$work/eight" 1.8.0_400 javac jlink
jdk "$work/runtime" 25.0.1
jdk "$work/home/.jdks/older" 998.1.9 javac jlink
jdk "$work/home/.jdks/newest" 998.2 javac jlink
jdk "$work/home/.jdks/without-jlink" 999.0 javac

expect "$work/home/.jdks/newest" "$(find_jdk)" "the newest of the usual places, past a javac 17 on PATH"
expect "$work/twenty-two" "$(find_jdk JAVA_HOME="$work/twenty-two")" "JAVA_HOME wins over what is newer"
expect "$work/twenty-two" "$(find_jdk MAILSHIM_JAVA_HOME="$work/twenty-two" JAVA_HOME="$work/home/.jdks/older")" \
    "MAILSHIM_JAVA_HOME wins over JAVA_HOME"
for unfit in seventeen eight runtime nowhere; do
    expect "$work/home/.jdks/newest" "$(find_jdk JAVA_HOME="$work/$unfit")" "JAVA_HOME=$unfit is passed over"
    grep -q "JAVA_HOME=$work/$unfit is no JDK" "$work/said" || expect "a note" nothing "JAVA_HOME=$unfit"
done
rm "$work/path/javac"
ln -s "$work/twenty-two/bin/javac" "$work/path/javac"
expect "$work/twenty-two" "$(find_jdk)" "a javac on PATH that is a link"

# From here on only what is in this directory exists; each command is a link or a fake.
bin=$work/bin
mkdir "$bin"
for command in sh dirname readlink sed cat grep rm chmod; do
    ln -s "$(command -v $command)" "$bin/$command"
done
for command in cc c++ strip cmake pkg-config; do
    ln -s /bin/true "$bin/$command"
done
printf '#!/bin/sh\necho "$*" >>"%s"\n[ "$1" != install ] || echo >"%s"\n[ "$1" != install ] || chmod +x "%s"\n' \
    "$work/apt" "$bin/mvn" "$bin/mvn" >"$bin/apt-get"
printf '#!/bin/sh\necho ${FAKE_ID:-0}\n' >"$bin/id"
chmod +x "$bin/apt-get" "$bin/id"

need() {
    status=0
    env -i PATH="$bin" JAVA_HOME="$work/twenty-two" FAKE_ID="$1" sh "$cmake_dir/need-packages" build \
        >"$work/said" 2>&1 || status=$?
}
need 1000
expect 1 $status "a missing package without root"
grep -q 'sudo apt-get install -y --no-install-recommends maven$' "$work/said" || expect "the command" "$(cat "$work/said")" said
[ ! -e "$work/apt" ] || expect nothing "$(cat "$work/apt")" "apt-get without root"
# Would write /usr/sbin/policy-rc.d, so only where there is one already or as somebody who cannot.
if [ -e /usr/sbin/policy-rc.d ]; then
    need 0
    expect 0 $status "a missing package as root"
    expect "update -q install -y -q --no-install-recommends maven" "$(tr '\n' ' ' <"$work/apt" | sed 's/ $//')" "apt-get"
    rm "$work/apt"
    need 0
    expect 0 $status "nothing missing"
    [ ! -e "$work/apt" ] || expect nothing "$(cat "$work/apt")" "apt-get with nothing missing"
fi
echo "passed"
