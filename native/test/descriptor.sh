# cmake/add-descriptor: a real jar without a module descriptor (slf4j-api 1.7) becomes a module that jlink links and
# that runs; a jar that has one is left as it is, to the byte.
set -eu
plain=$MAILSHIM_SOURCE/target/plain.jar
[ -e "$plain" ] || {
    echo "skipped: no $plain; make target/plain.jar fetches it"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

! "$MAILSHIM_JDK/bin/jar" --describe-module --file "$plain" 2>&1 | grep -q 'module-info.class' ||
    fail "the plain jar has a descriptor, so this test tests nothing"

"$MAILSHIM_SOURCE/cmake/add-descriptor" "$MAILSHIM_JDK" "$work/modules" "$plain"
"$MAILSHIM_SOURCE/cmake/add-descriptor" "$MAILSHIM_JDK" "$work/modules" "$MAILSHIM_SOURCE/target/mailshim.jar"
cmp "$MAILSHIM_SOURCE/target/mailshim.jar" "$work/modules/mailshim.jar" || fail "a modular jar was changed"

mkdir "$work/use"
cat >"$work/use/module-info.java" <<'EOF'
module use { requires org.slf4j; }
EOF
cat >"$work/use/Use.java" <<'EOF'
package use;
public class Use {
  public static void main(String[] arguments) {
    System.out.println(org.slf4j.LoggerFactory.class.getModule().getDescriptor().isAutomatic());
    System.out.println(org.slf4j.MarkerFactory.getMarker("linked"));
  }
}
EOF
"$MAILSHIM_JDK/bin/javac" -p "$work/modules/plain.jar" -d "$work/modules/use" "$work"/use/*.java
"$MAILSHIM_JDK/bin/jlink" -p "$work/modules/plain.jar:$work/modules/use" --add-modules use --output "$work/image"
said=$("$work/image/bin/java" -m use/use.Use 2>/dev/null | tr '\n' ' ')
[ "$said" = "false linked " ] || fail "the linked program said: $said"
echo "passed"
