# shellcheck shell=bash
# install.sh told the wrong thing: one line that says so and what to type, and nothing is done.

# wrong PATTERN ARGUMENT…: exits with 2 and says something that fits
wrong() {
    local pattern=$1 said status=0
    shift
    said="$("$CHECKOUT/install.sh" "$@" 2>&1 </dev/null)" || status=$?
    if [[ $status != 2 ]] || ! grep -qE -- "$pattern" <<<"$said"; then
        printf 'exit %d: %s\n' "$status" "$said"
        return 1
    fi
}
try "an unknown option" wrong "no option '--colour'; see ./install.sh --help" --colour
try "an option without its value" wrong "--wallet needs a value" --wallet
try "an address that is none" wrong "must look like https://" --coord-url coordinator.example.net
try "a wallet with a space" wrong "printable characters without spaces" --wallet 'two words'
try "a wallet that is too long" wrong "1 to 128" --wallet "$(printf 'w%.0s' {1..129})"
try "a key with a space" wrong "copy it again" --api-key 'two words'
try "a key file that is not there" wrong "there is no file of that name" --api-key-file /nowhere
try "an empty key on standard input" wrong "is empty: put the key there" --api-key-file -
try "--purge alone" wrong "goes with --uninstall" --purge
try "an engine that does not exist" wrong "is cuda or cpu" --engine rocm
try "help says everything, with 0" says 'usage: ./install.sh' "$CHECKOUT/install.sh" --help
