# What `make demo` shows, as a test: full circle in a network of its own.
if ! command -v curl >/dev/null; then
    echo 'skipped: the demo was NOT tested: no curl' >&2
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi
status=0
"$MAILSHIM_SOURCE/examples-c/demo" "$MAILSHIM_BUILD" || status=$?
[ "$status" = 77 ] && [ -n "${MAILSHIM_REQUIRE_ALL:-}" ] && exit 1
exit "$status"
