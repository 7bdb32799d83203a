# shellcheck shell=bash
# Debian's own checker finds no error and no warning; each override has its reason beside it.

try "lintian finds nothing" equals '' lintian --allow-root --fail-on error,warning "$DEBS"/*.changes
without_reason() { awk 'FNR == 1 { said = 0 } /^#/ { said = 1; next } NF && !said { print FILENAME ": " $0 } { said = 0 }' "$HERE"/../debian/*.lintian-overrides; }
try "each override has its reason on the line above" equals '' without_reason
