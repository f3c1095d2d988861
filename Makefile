# The front door. It is thin: Maven builds the engine, CMake the C side, and scripts in cmake/ do the rest.
# `make help` lists the targets. Nothing is written outside target/, apart from `make generate`, `make format` and
# `make install`.

PREFIX ?= /usr/local
DESTDIR ?=
BUILD := target/native

export MAILSHIM_JAVA_HOME JAVA_HOME

# Found when first needed, because need-packages may install it before that.
JDK = $(eval JDK := $$(shell cmake/find-jdk || echo none))$(JDK)
MAVEN = JAVA_HOME="$(JDK)" mvn -Dstyle.color=never
JAR := target/mailshim.jar
# Directories too: a deleted file changes nothing but its directory.
JAVA_SOURCES := $(shell find java/src/main java/src/generated 2>/dev/null)

.PHONY: all help packages native runtime demo test install bench generate format format-check clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

all: native ## Build the engine, the C libraries and the private Java runtime (default)

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'
	@echo
	@echo '  Variables: PREFIX=$(PREFIX), DESTDIR=, MAILSHIM_JAVA_HOME= (the JDK to build with, 22 or newer)'

packages:
	@cmake/need-packages build

$(JAR): pom.xml $(JAVA_SOURCES) | packages
	@echo '==> building the engine with $(JDK)'
	@$(MAVEN) -q -Dmaven.test.skip=true package
	@touch $@

$(BUILD)/CMakeCache.txt: | packages
	@echo '==> configuring the C side'
	@JAVA_HOME="$(JDK)" cmake -S native -B $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX) >target/cmake.log || { cat target/cmake.log; exit 1; }

native: $(JAR) $(BUILD)/CMakeCache.txt
	@JAVA_HOME="$(JDK)" cmake --build $(BUILD) -j 2 -- -s --no-print-directory

demo: all target/greenmail-standalone.jar ## Send a real message from C to a real server and compare what arrived
	@cmake/need-packages demo
	@JAVA_HOME="$(JDK)" examples-c/demo $(BUILD) target/greenmail-standalone.jar

test: all target/plain.jar ## Run all tests, Java and C, and sum them up
	@cmake/need-packages test
	@JAVA_HOME="$(JDK)" cmake/run-tests $(BUILD)

# Artifacts that only the demo and tests use; the pom has their versions.
target/greenmail-standalone.jar: pom.xml | packages
	@echo '==> fetching a mail server that we did not write'
	@$(MAVEN) -q dependency:copy@greenmail-standalone
	@touch $@

target/plain.jar: pom.xml | packages
	@$(MAVEN) -q dependency:copy@plain-jar
	@touch $@

install: all ## Install below PREFIX (and DESTDIR); the tree may be moved afterwards
	@JAVA_HOME="$(JDK)" cmake -S native -B $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX) >target/cmake.log || { cat target/cmake.log; exit 1; }
	@JAVA_HOME="$(JDK)" cmake --build $(BUILD) -j 2 -- -s --no-print-directory
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) >target/install.log || { cat target/install.log; exit 1; }
	@echo '==> installed in $(DESTDIR)$(PREFIX)'

bench: all ## Measure boot, calls, sending and memory, and print how
	@cmake/need-packages bench
	@native/bench/run $(BUILD)

generate: packages ## Write headers, trampolines, dispatchers and version scripts again from the @Entry methods
	@"$(JDK)/bin/java" java/src/gen/java/org/mailshim/abi/gen/Generate.java .

format: packages ## Format Java and C sources
	@cmake/need-packages format
	@$(MAVEN) -q spotless:apply
	@git ls-files -co --exclude-standard '*.c' '*.h' '*.cpp' | grep -v '/generated/\|^include/' | xargs clang-format -i

format-check: packages ## Fail when something is not formatted
	@cmake/need-packages format
	@$(MAVEN) -q spotless:check
	@git ls-files '*.c' '*.h' '*.cpp' | grep -v '/generated/\|^include/' | xargs clang-format --dry-run -Werror

clean: ## Remove everything that was built
	@rm -rf target
