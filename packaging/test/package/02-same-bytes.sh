# shellcheck shell=bash
# Packed again from the same programs, at another time and with another umask, the packages are the same bytes.

hashes() { (cd "$1" && sha256sum ./*.deb); }
again() (
    umask 077
    "$CHECKOUT/packaging/build-deb" --out target/deb-again --version "$(dpkg-deb --field "$DEBS"/aitbc-miner_*.deb Version)"
)
try "they can be packed again" again
try "…and are the same, byte for byte" equals "$(hashes "$DEBS")" hashes "$CHECKOUT/target/deb-again"
rm -rf "$CHECKOUT/target/deb-again"
