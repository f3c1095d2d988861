# The binary and source interface of our libESMTP beside that of Debian's: exported symbols, soname, types, constants, and
# which programs the headers compile.
set -eu
ours=$MAILSHIM_ESMTP/libesmtp.so.6
our_headers=$MAILSHIM_SOURCE/include/mailshim/esmtp
probe=$MAILSHIM_SOURCE/native/test/esmtp/abi_probe.c
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

genuine=$(/sbin/ldconfig -p | sed -n 's/.*libesmtp\.so\.6 .*=> //p' | head -n 1)
if [ -z "$genuine" ] || [ ! -e /usr/include/libesmtp.h ] || ! command -v abidiff >/dev/null; then
    echo 'the ABI of libESMTP was NOT compared: libesmtp-dev and abigail-tools are needed'
    [ -z "${MAILSHIM_REQUIRE_ALL:-}" ] || exit 1
    exit 77
fi
# Their headers alone, away from what else is in /usr/include.
mkdir "$work/genuine"
cp /usr/include/libesmtp.h /usr/include/auth-client.h "$work/genuine"

echo '==> exported symbols'
symbols() {
    nm -D --defined-only "$1" | cut -d' ' -f2-
}
symbols "$genuine" >"$work/genuine.symbols"
# Our own functions come on top, under a name that cannot be anybody else's.
symbols "$ours" | grep -v ' mailshim_esmtp_' >"$work/ours.symbols" || true
diff -u "$work/genuine.symbols" "$work/ours.symbols" || fail 'the symbols differ'
[ "$(wc -l <"$work/ours.symbols")" = 71 ] || fail 'there are not 71 symbols'

echo '==> soname, and no symbol versions'
readelf -d "$ours" | grep -q 'SONAME.*\[libesmtp\.so\.6\]' || fail 'the soname is another'
! readelf -V "$ours" | grep -q 'version definition' || fail 'symbols have versions'

echo '==> abidiff, library to library'
# Neither has to have debugging information: without it this compares symbols. What is ours alone is an addition.
abidiff --no-added-syms "$genuine" "$ours" >"$work/abidiff" 2>&1 || {
    cat "$work/abidiff"
    fail 'abidiff'
}

echo '==> abidiff, types as the headers declare them'
for side in genuine ours; do
    include=$work/genuine
    [ $side = genuine ] || include=$our_headers
    mkdir "$work/$side.d"
    # The same name and folder of compilation for both.
    (cd "$work/$side.d" && cc -std=gnu11 -g -shared -fPIC -I"$include" "$probe" -o probe.so) || fail "$side header: the probe"
done
abidiff --no-linkage-name --harmless "$work/genuine.d/probe.so" "$work/ours.d/probe.so" >"$work/abidiff" 2>&1 || {
    cat "$work/abidiff"
    fail 'the types differ'
}

echo '==> macros and their values'
macros() {
    echo '#include <auth-client.h>
#include <libesmtp.h>' | cc -I"$1" -dM -E - | sed -n 's/^#define \([A-Za-z_0-9]*\).*/\1/p' |
        grep -E '^(SMTP_|SMTPAPI_|AUTH_|Timeout_|smtp_)' | sort
}
macros "$work/genuine" >"$work/genuine.macros"
macros "$our_headers" >"$work/ours.macros"
[ "$(wc -l <"$work/genuine.macros")" -gt 30 ] || fail 'no macros were found'
missing=$(comm -23 "$work/genuine.macros" "$work/ours.macros" | tr '\n' ' ')
[ -z "$missing" ] || fail "macros are missing: $missing"
{
    printf '#include <stdio.h>\n#include <auth-client.h>\n#include <libesmtp.h>\nint main(void)\n{\n'
    grep -E '^(SMTP_|AUTH_|Timeout_)' "$work/genuine.macros" | sed 's/.*/    printf("& %ld\\n", (long)&);/'
    printf '    return 0;\n}\n'
} >"$work/values.c"
for side in genuine ours; do
    include=$work/genuine
    [ $side = genuine ] || include=$our_headers
    cc -I"$include" "$work/values.c" -o "$work/values" && "$work/values" >"$work/$side.values"
done
diff -u "$work/genuine.values" "$work/ours.values" || fail 'values differ'

echo '==> programs that compile, and such that do not'
cat >"$work/plain.c" <<'PROGRAM'
#include <libesmtp.h>
static const char *read_it(void **context, int *length, void *argument)
{
    (void)context;
    (void)argument;
    if (length != NULL)
        *length = 0;
    return NULL;
}
static void heard(smtp_session_t session, int event_no, void *argument, ...)
{
    (void)session;
    (void)argument;
    switch (event_no) {
    case SMTP_EV_CONNECT:
    case SMTP_EV_UNUSABLE_CA_LIST:
        break;
    default:
        break;
    }
}
int main(void)
{
    smtp_session_t session = smtp_create_session();
    smtp_message_t message = smtp_add_message(session);
    smtp_set_eventcb(session, heard, NULL);
    smtp_set_messagecb(message, read_it, NULL);
    smtp_set_message_fp(message, stdin);
    smtp_set_message_str(message, (char *)"text");
    smtp_set_header(message, "To", NULL, NULL);
    smtp_set_header_option(message, "Subject", Hdr_OVERRIDE, 1);
    smtp_set_timeout(session, Timeout_DATA | Timeout_OVERRIDE_RFC2822_MINIMUM, 1000L);
    const smtp_status_t *status = smtp_message_transfer_status(message);
    return status->code + status->enh_class + status->enh_subject + status->enh_detail + (status->text != NULL);
}
PROGRAM
cat >"$work/auth.c" <<'PROGRAM'
#include <auth-client.h>
#include <libesmtp.h>
#include <stddef.h>
static int asked(auth_client_request_t request, char **result, int fields, void *argument)
{
    for (int i = 0; i < fields; i++)
        result[i] = (request[i].flags & AUTH_PASS) && request[i].size > 3 && request[i].prompt && request[i].name ? (char *)argument : NULL;
    return 1;
}
int main(void)
{
    auth_client_init();
    auth_context_t context = auth_create_context();
    auth_set_mechanism_flags(context, AUTH_PLUGIN_PLAIN, AUTH_PLUGIN_EXTERNAL | AUTH_PLUGIN_ANONYMOUS);
    auth_set_interact_cb(context, asked, NULL);
    return smtp_auth_set_context(smtp_create_session(), context);
}
PROGRAM
cat >"$work/tls.c" <<'PROGRAM'
#include <openssl/ssl.h>
#include <libesmtp.h>
int main(void)
{
    return smtp_starttls_set_ctx(smtp_create_session(), SSL_CTX_new(TLS_client_method()));
}
PROGRAM
cat >"$work/deprecated.c" <<'PROGRAM'
#define LIBESMTP_ENABLE_DEPRECATED_SYMBOLS
#include <libesmtp.h>
int main(void)
{
    return smtp_set_application_data(smtp_create_session(), (void *)0) == smtp_message_set_application_data((smtp_message_t)0, (void *)0);
}
PROGRAM
# What needs another header, or the macro, does not compile without it.
cat >"$work/not_auth.c" <<'PROGRAM'
#include <libesmtp.h>
int main(void)
{
    return smtp_auth_set_context(smtp_create_session(), 0);
}
PROGRAM
cat >"$work/not_tls.c" <<'PROGRAM'
#include <libesmtp.h>
int main(void)
{
    return smtp_starttls_set_ctx(smtp_create_session(), 0);
}
PROGRAM
cat >"$work/not_deprecated.c" <<'PROGRAM'
#include <libesmtp.h>
int main(void)
{
    return smtp_set_application_data(smtp_create_session(), (void *)0) == (void *)0;
}
PROGRAM
cat >"$work/twice.c" <<'PROGRAM'
#include <libesmtp.h>
#include <auth-client.h>
#include <libesmtp.h>
#include <auth-client.h>
int main(void)
{
    return smtp_errno();
}
PROGRAM
compiles() {
    headers=$1
    file=$2
    shift 2
    "$@" -I"$headers" -Wall -Wextra -Werror -fsyntax-only "$file" 2>"$work/said"
}
for program in plain auth tls deprecated twice not_auth not_tls not_deprecated; do
    # The original's header uses size_t without declaring it.
    sed -i '1i #include <stdio.h>' "$work/$program.c"
    cp "$work/$program.c" "$work/$program.cpp"
    for compiler in 'cc -std=c99' 'cc -std=c11 -Wstrict-prototypes' 'cc -std=gnu17' 'c++ -std=c++11' 'c++ -std=c++17'; do
        case $compiler in
        c++*) source=$work/$program.cpp ;;
        *) source=$work/$program.c ;;
        esac
        # shellcheck disable=SC2086
        compiles "$work/genuine" "$source" $compiler && theirs=yes || theirs=no
        # shellcheck disable=SC2086
        compiles "$our_headers" "$source" $compiler && ourselves=yes || ourselves=no
        [ $theirs = $ourselves ] || {
            cat "$work/said"
            fail "$program with $compiler: theirs $theirs, ours $ourselves"
        }
        case $program in
        not_*) [ $theirs = no ] || fail "$program compiles, which it should not" ;;
        *) [ $theirs = yes ] || fail "$program does not compile with the original's headers" ;;
        esac
    done
done
echo '==> the example that comes with the original'
example=/usr/share/doc/libesmtp6/examples/mail-file.c
if [ -e $example ]; then
    for include in "$work/genuine" "$our_headers"; do
        cc -I"$include" $example "$ours" -Wl,--allow-shlib-undefined -lssl -lcrypto -o "$work/mail-file" 2>"$work/said" || {
            cat "$work/said"
            fail "mail-file.c with $include"
        }
    done
fi
echo 'passed'
