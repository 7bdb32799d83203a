# shellcheck shell=bash
# What is shipped is named: each jar by a stanza of the copyright file, and by the bill of materials with its SHA-256.

COPYRIGHT="$HERE/../debian/copyright"

# the patterns of all stanzas but the first, which is ours
patterns() { sed -nE 's/^Files: (.*)/\1/p' "$COPYRIGHT" | tr ' ' '\n' | grep -v '^\*$'; }
jars() { dpkg-deb --contents "$1" | grep -oE '[^/ ]+\.jar$'; }
package_of() { echo "$DEBS/$1"_*.deb; }
without_licence() {
    local jar pattern package
    for package in aitbc-miner aitbc-miner-engine-cpu aitbc-coordinator; do
        for jar in $(jars "$(package_of "$package")" | grep -v '^aitbc-'); do
            for pattern in $(patterns); do
                # shellcheck disable=SC2254 # a pattern on purpose
                case $jar in ${pattern##*/}) continue 2 ;; esac
            done
            echo "$package: $jar"
        done
    done
}
try "each foreign jar is under a stanza of debian/copyright" equals '' without_licence

not_in_bom() {
    local package=$1 bom=$2 jar bill
    bill="$(dpkg-deb --fsys-tarfile "$(package_of "$package")" | tar -xO "./usr/share/doc/$package/$bom")"
    for jar in $(jars "$(package_of "$package")" | grep -v '^aitbc-'); do
        jar="${jar%.jar}"
        # its name without the version stands in the bill
        grep -qE "\"name\" : \"${jar%%-[0-9]*}\"" <<<"$bill" || echo "$jar"
    done
}
try "the agent's bill of materials names each" equals '' not_in_bom aitbc-miner agent.cdx.json
try "the engine's too" equals '' not_in_bom aitbc-miner-engine-cpu runner.cdx.json
try "the coordinator's too" equals '' not_in_bom aitbc-coordinator coordinator.cdx.json
