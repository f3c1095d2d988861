# What `make demo` shows, as a test: to GreenMail and back, byte for byte.
server=$MAILSHIM_SOURCE/target/greenmail-standalone.jar
if ! [ -e "$server" ] || ! command -v curl >/dev/null; then
    echo "skipped: needs curl and $server; make target/greenmail-standalone.jar fetches it"
    exit 77
fi
exec "$MAILSHIM_SOURCE/examples-c/demo" "$MAILSHIM_BUILD" "$server" "$MAILSHIM_JDK/bin/java"
