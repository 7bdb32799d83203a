# shellcheck shell=bash
# What every test file uses: check, skip, wait_until, and the count at the end.

PASSED=0 FAILED=0 SKIPPED=0
CHECK_OUTPUT="$(mktemp)"

section() { printf '\n== %s\n' "$*"; }

# check WHAT COMMAND…: passes when COMMAND ends with 0; what it printed is shown when it does not
check() {
    local what=$1 began=$SECONDS output
    shift
    # not in a subshell: a command may leave variables behind
    if "$@" >"$CHECK_OUTPUT" 2>&1; then
        PASSED=$((PASSED + 1))
        printf 'ok    %s (%d s)\n' "$what" $((SECONDS - began))
    else
        FAILED=$((FAILED + 1))
        output="$(<"$CHECK_OUTPUT")"
        printf 'FAIL  %s\n' "$what"
        printf '      %s\n' "command: $*" "${output//$'\n'/$'\n'      }"
        return 1
    fi
}

# try WHAT COMMAND…: like check, for a file that goes on after a failure
try() { check "$@" || true; }

skip() {
    SKIPPED=$((SKIPPED + 1))
    printf 'skip  %s: %s\n' "$1" "$2"
}

# wait_until SECONDS COMMAND…: until COMMAND ends with 0; its last output is shown when it never does
wait_until() {
    local until=$((SECONDS + $1)) output
    shift
    until output="$("$@" 2>&1)"; do
        if ((SECONDS >= until)); then
            printf 'waited in vain for: %s\n%s\n' "$*" "$output"
            return 1
        fi
        sleep 0.2
    done
    printf '%s\n' "$output"
}

# says PATTERN COMMAND…: COMMAND's output has a line that fits the extended regular expression
says() {
    local pattern=$1 output
    shift
    output="$("$@" 2>&1)" || true
    grep -qE -- "$pattern" <<<"$output" || {
        printf 'no line fits /%s/ in:\n%s\n' "$pattern" "$output"
        return 1
    }
}

# equals EXPECTED COMMAND…: COMMAND prints exactly that
equals() {
    local expected=$1 output
    shift
    output="$("$@" 2>&1)" || true
    [[ "$output" == "$expected" ]] || {
        printf 'expected: %s\ngot:      %s\n' "$expected" "$output"
        return 1
    }
}

# file_in DIRECTORY PACKAGE: the name of the package's file there, as a regular expression has to say it
file_in() {
    local file
    file="$(cd "$1" && echo "$2"_*.deb)"
    printf '%s\n' "${file//+/\\+}"
}

not() { ! "$@"; }

# ends CODE COMMAND…: COMMAND ends with CODE
ends() {
    local expected=$1 status=0
    shift
    "$@" || status=$?
    [[ $status == "$expected" ]] || {
        printf 'ended with %d instead of %d\n' "$status" "$expected"
        return 1
    }
}

# commands PROGRAM: as its own help lists them
commands() { "$CHECKOUT/bin/$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'; }

# the closing line that CI reads
summary() {
    printf '\n%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
    ((FAILED == 0))
}
