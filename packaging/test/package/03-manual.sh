# shellcheck shell=bash
# The manual pages are well-formed and name every command and every key.

"$CHECKOUT/packaging/man/conf-page" "$CHECKOUT/conf/miner.conf" >"$CHECKOUT/target/aitbc-miner.conf.5"
PAGES=("$CHECKOUT/packaging/man/aitbc-miner.1" "$CHECKOUT/packaging/man/aitbc-coordinator.1" "$CHECKOUT/target/aitbc-miner.conf.5")

# "Os" is for an operating system's own pages
lint() { mandoc -T lint -W warning "$1" | grep -v 'Os' || true; }
complaints() { { man --warnings=w -E UTF-8 -l -Tutf8 "$1" >/dev/null; } 2>&1; }
for page in "${PAGES[@]}"; do
    try "$(basename "$page"): mandoc has no complaint" equals '' lint "$page"
    try "$(basename "$page"): groff has no complaint" equals '' complaints "$page"
done

unnamed() {
    local command
    for command in $(commands "$1"); do
        grep -qE "^\.It Cm ([^,]*, Cm )?([a-z]+ , Cm )*$command( |$)" "$CHECKOUT/packaging/man/$1.1" || echo "$command"
    done
}
for program in aitbc-miner aitbc-coordinator; do
    try "$program lists its commands" test "$(commands "$program" | wc -l)" -ge 5
    try "$program(1) names each of them" equals '' unnamed "$program"
done

keys() { sed -nE 's/^    ([A-Z][A-Z_]+)\(Applies\..*/\1/p' "$CHECKOUT/agent/src/main/java/io/aitbc/agent/config/ConfigKey.java"; }
unnamed_keys() { for key in $(keys); do grep -qx ".It Ev $key" "${PAGES[2]}" || echo "$key"; done; }
try "the sources have keys" test "$(keys | wc -l)" -ge 18
try "aitbc-miner.conf(5) names each key" equals '' unnamed_keys
