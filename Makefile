# The front door. It is thin: Maven builds the engine, CMake the C side, and scripts in cmake/ do the rest.
# `make help` lists the targets. Nothing is written outside target/, apart from `make generate`, `make format` and
# `make install`.

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 10
CRASHES ?= 600
FUZZ ?=
DESTDIR ?=
BUILD := target/native

# MAILSHIM_JAVA_HOME chooses the JDK to build with. A program under test must not see it, nor JAVA_HOME: it is to find
# the runtime beside the library. So both go to find-jdk only, and what builds gets its answer as JAVA_HOME.
unexport MAILSHIM_JAVA_HOME JAVA_HOME
WISHES = MAILSHIM_JAVA_HOME="$(MAILSHIM_JAVA_HOME)" JAVA_HOME="$(JAVA_HOME)"
# Found when first needed, because need-packages may install it before that.
JDK = $(eval JDK := $$(shell $(WISHES) cmake/find-jdk || echo none))$(JDK)
# Debian's Maven uses what newer JDKs warn of at every start; the option that silences them is not in older ones.
UNSAFE = $(eval UNSAFE := $$(shell o=--sun-misc-unsafe-memory-access=allow; "$(JDK)/bin/java" $$$$o --version >/dev/null 2>&1 && echo $$$$o))$(UNSAFE)
MAVEN = JAVA_HOME="$(JDK)" MAVEN_OPTS="$(UNSAFE) $(MAVEN_OPTS)" mvn
CMAKE = JAVA_HOME="$(JDK)" cmake
JAR := target/mailshim.jar
# The C sources that are written by hand.
C_SOURCES := find native examples-c include/mailshim/srv.hpp -name generated -prune -o -name '*.[ch]' -print -o -name '*.[ch]pp' -print
# What CMake says goes before it.
export NOT_INSTALLED = ==> not installed: $(DESTDIR)$(PREFIX) needs some 80 MB, and the right to write there. Choose \
another place by PREFIX=, or run make install as its owner; target/install.log has what was copied
# Directories too: a deleted file changes nothing but its directory.
JAVA_SOURCES := $(shell find java/src/main java/src/generated 2>/dev/null)

.PHONY: all help packages native windows runtime demo test crashes fuzz sanitize install uninstall bench generate format format-check clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

all: native ## Build the engine, the C libraries and the private Java runtime (default)

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'
	@echo
	@echo '  Variables: PREFIX=$(PREFIX), DESTDIR=, FUZZ_SECONDS=$(FUZZ_SECONDS), CRASHES=$(CRASHES), MAILSHIM_JAVA_HOME= (the JDK to build with, 22 or newer)'

packages:
	@$(WISHES) cmake/need-packages build

$(JAR): pom.xml $(JAVA_SOURCES) | packages
	@echo '==> building the engine with $(JDK)'
	@$(MAVEN) -q -Dmaven.test.skip=true package
	@touch $@

$(BUILD)/CMakeCache.txt: | packages
	@echo '==> configuring the C side'
	@$(CMAKE) -S native -B $(BUILD) -DCMAKE_INSTALL_PREFIX="$(PREFIX)" >target/cmake.log || { cat target/cmake.log; exit 1; }

release: | packages ## Build what is published of the Java side: jar, sources, Javadoc, bill of materials
	@echo '==> building what is published'
	@$(MAVEN) -q -Prelease -Dmaven.test.skip=true package

native: $(JAR) $(BUILD)/CMakeCache.txt
	@$(CMAKE) --build $(BUILD) -j 2 -- -s --no-print-directory

demo: all ## Run a mail server in a C program, send it a real message, fetch that and compare
	@cmake/need-packages demo
	@examples-c/demo $(BUILD)

test: all target/plain.jar target/greenmail-standalone.jar ## Run all tests, Java and C, and sum them up
	@cmake/need-packages test windows
	@cmake/unpack-exim target/peers || [ -z "$(MAILSHIM_REQUIRE_ALL)" ]
	@JAVA_HOME="$(JDK)" MAVEN_OPTS="$(UNSAFE) $(MAVEN_OPTS)" cmake/run-tests $(BUILD)

fuzz: packages ## Let each fuzz test run for FUZZ_SECONDS, or those of FUZZ=class only
	@JAVA_HOME="$(JDK)" MAVEN_OPTS="$(UNSAFE) $(MAVEN_OPTS)" cmake/run-fuzzers "$(FUZZ_SECONDS)" $(FUZZ)

crashes: packages ## Kill processes that accept and deliver at CRASHES random instants, and look for what was lost
	@$(MAVEN) -q test -Dtest=QueueCrashTest,SharedQueueTest -Dmailshim.crashes=$(CRASHES)

sanitize: all ## Build the C side with the address and undefined behaviour sanitizers, and run its tests
	@echo '==> C tests under the sanitizers'
	@$(CMAKE) -S native -B target/sanitized -DMAILSHIM_SANITIZE=ON >target/cmake.log || { cat target/cmake.log; exit 1; }
	@$(CMAKE) --build target/sanitized -j 2 -- -s --no-print-directory
	@ctest --test-dir target/sanitized --output-on-failure -j 2

# Artifacts that only tests use; the pom has their versions.
target/greenmail-standalone.jar: pom.xml | packages
	@echo '==> fetching a mail server that we did not write'
	@$(MAVEN) -q dependency:copy@greenmail-standalone
	@touch $@

target/plain.jar: pom.xml | packages
	@$(MAVEN) -q dependency:copy@plain-jar
	@touch $@

windows: packages ## Build the C side for Windows with mingw-w64 (it is linked, not run)
	@cmake/need-packages windows
	@$(CMAKE) -S native/windows -B target/windows -DCMAKE_TOOLCHAIN_FILE="$(CURDIR)/cmake/mingw-w64.cmake" >target/cmake.log || { cat target/cmake.log; exit 1; }
	@$(CMAKE) --build target/windows -j 2 -- -s --no-print-directory

install: all ## Install below PREFIX (and DESTDIR); the tree may be moved afterwards
	@$(CMAKE) -S native -B $(BUILD) -DCMAKE_INSTALL_PREFIX="$(PREFIX)" >target/cmake.log || { cat target/cmake.log; exit 1; }
	@$(CMAKE) --build $(BUILD) -j 2 -- -s --no-print-directory
	@DESTDIR="$(DESTDIR)" cmake --install $(BUILD) >target/install.log || { echo "$$NOT_INSTALLED" >&2; exit 1; }
	@echo '==> installed in $(DESTDIR)$(PREFIX)'

uninstall: ## Take away what `make install` put below PREFIX (and DESTDIR)
	@cmake/uninstall "$(DESTDIR)$(PREFIX)"

bench: all ## Measure boot, calls, sending and memory, and print how
	@cmake/need-packages bench
	@native/bench/run $(BUILD)
	@native/bench/engine "$(JDK)" env MAVEN_OPTS="$(UNSAFE) $(MAVEN_OPTS)" mvn
	@native/bench/srv $(BUILD) "$(JDK)/bin/java" "target/test-classes:target/classes:$$(cat target/bench/classpath)"

generate: packages ## Write headers, trampolines, dispatchers and version scripts again from the @Entry methods
	@"$(JDK)/bin/java" java/src/gen/java/org/mailshim/abi/gen/Generate.java .

format: packages ## Format Java and C sources
	@cmake/need-packages format
	@$(MAVEN) -q spotless:apply
	@$(C_SOURCES) | xargs clang-format -i

format-check: packages ## Fail when something is not formatted
	@cmake/need-packages format
	@$(MAVEN) -q spotless:check
	@$(C_SOURCES) | xargs clang-format --dry-run -Werror

clean: ## Remove everything that was built
	@rm -rf target
