# shellcheck shell=bash
# bash completes every command, and the options that each command's own help names.

# complete_words PROGRAM WORD…: what is offered for the last word
complete_words() (
    # shellcheck source=/dev/null
    . "$CHECKOUT/packaging/completion/$1"
    # only allowed while bash itself completes
    # shellcheck disable=SC2317 # called by what was just read
    compopt() { :; }
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    "_${1//-/_}"
    printf '%s\n' "${COMPREPLY[@]}"
)
missing_commands() { comm -23 <(commands "$1" | sort) <(complete_words "$1" '' | sort); }
missing_options() {
    local command
    for command in $(commands "$1"); do
        "$CHECKOUT/bin/$1" "$command" --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | grep -vxE -- '--version' |
            sort -u | comm -23 - <(complete_words "$1" "$command" -- | sort) | sed "s/^/$command /"
    done
}
for program in aitbc-miner aitbc-coordinator; do
    try "$program: every command is offered" equals '' missing_commands "$program"
    try "$program: every option of every command is offered" equals '' missing_options "$program"
done
