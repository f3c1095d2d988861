# mailshim/lws-email.h beside libwebsockets' headers, before and after them: those that declare lws_email_* (v2.1 to
# v3.1, built with LWS_WITH_SMTP), those of the same versions that do not, and later ones. The headers are stand-ins.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The version's two numbers, and what the build defined.
make_headers() {
    cat >"$work/lws_config.h" <<EOF
#define LWS_LIBRARY_VERSION_MAJOR $1
#define LWS_LIBRARY_VERSION_MINOR $2
$3
EOF
    cat >"$work/libwebsockets.h" <<'EOF'
#ifndef STANDS_IN_FOR_LIBWEBSOCKETS
#define STANDS_IN_FOR_LIBWEBSOCKETS
#ifdef __cplusplus
extern "C" {
#endif
#include "lws_config.h"
#if defined(LWS_WITH_SMTP) && LWS_LIBRARY_VERSION_MAJOR < 4
#include <time.h>
#include <uv.h>
enum lwsgs_smtp_states { LGSSMTP_IDLE, LGSSMTP_SENT_QUIT = 8 };
struct lws_email {
    void *data;
    uv_loop_t *loop;
    int declared_by_libwebsockets;
};
int lws_email_init(struct lws_email *email, uv_loop_t *loop, int max_content);
void lws_email_check(struct lws_email *email);
void lws_email_destroy(struct lws_email *email);
#endif
#ifdef __cplusplus
}
#endif
#endif
EOF
}

# The headers in that order; `whose` is a member of the struct that is to be seen.
compile() {
    whose=$1
    : >"$work/program.c"
    shift
    for header in "$@"; do
        echo "#include <$header>" >>"$work/program.c"
    done
    cat >>"$work/program.c" <<EOF
int main(void);
int main(void)
{
    static struct lws_email email;
    (void)email.$whose;
    return lws_email_init(&email, 0, 1) + mailshim_lws_set(&email, "tls", "no") + LGSSMTP_IDLE;
}
EOF
    cp "$work/program.c" "$work/program.cpp"
    for compiler in "${CC:-cc} $work/program.c" "${CXX:-c++} $work/program.cpp"; do
        $compiler -Wall -Wextra -Werror -fsyntax-only -I"$work" -I"$MAILSHIM_SOURCE/include" >"$work/output" 2>&1 || {
            echo "FAILED: $* with" >&2
            cat "$work/lws_config.h" "$work/output" >&2
            exit 1
        }
    done
}

both_orders() {
    compile "$1" mailshim/lws-email.h
    compile "$1" mailshim/lws-email.h libwebsockets.h
    compile "$1" libwebsockets.h mailshim/lws-email.h
}

make_headers 2 1 '#define LWS_WITH_SMTP'
both_orders declared_by_libwebsockets
make_headers 3 1 '#define LWS_WITH_SMTP'
both_orders declared_by_libwebsockets
make_headers 3 0 '/* #undef LWS_WITH_SMTP */'
both_orders email_smtp_ip
make_headers 3 2 '#define LWS_WITH_SMTP' # without the calls, but LWS_LIBRARY_VERSION_MAJOR is still below 4
sed -i 's/MAJOR < 4/MAJOR < 3/' "$work/libwebsockets.h"
both_orders email_smtp_ip
make_headers 4 1 '/* #undef LWS_WITH_SMTP */'
both_orders email_smtp_ip
rm "$work/lws_config.h" "$work/libwebsockets.h"
compile email_smtp_ip mailshim/lws-email.h
echo "passed"
