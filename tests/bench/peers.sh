#!/usr/bin/env bash
# Fetches and builds the peers that vault and sync are measured against: SQLCipher and SQLite3MultipleCiphers from the
# amalgamations in their npm packages (tests/bench/store), hypercore (tests/bench/sync). Nothing of them is part of this
# program. What cannot be had is named, and the benchmarks say that it was not compared.
#   tests/bench/peers.sh [FOLDER]     default: $SIZHEN_PEERS or build/peers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=${1:-${SIZHEN_PEERS:-$PWD/build/peers}}
mkdir -p "$out/fetched"
out=$(cd "$out" && pwd)
common=(-O2 -shared -fPIC -Wl,-Bsymbolic -w -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_FTS5 -DSQLITE_SECURE_DELETE
  -DSQLITE_TEMP_STORE=2 -DSQLITE_DEFAULT_MEMSTATUS=0)

without() { echo "$1: not here ($2), not compared"; }

fetch() { # package name-of-folder
  [ -d "$out/fetched/$2" ] && return 0
  local work
  work=$(mktemp -d)
  if (cd "$work" && npm pack --silent "$1" >/dev/null && tar xzf ./*.tgz) 2>"$work/why"; then
    mv "$work/package" "$out/fetched/$2"
    rm -rf "$work"
  else
    rm -rf "$work"
    return 1
  fi
}

sqlcipher() {
  gcc "${common[@]}" -D_GNU_SOURCE -DHAVE_STDINT_H=1 -include stdint.h -DSQLITE_HAS_CODEC \
    -DSQLCIPHER_CRYPTO_OPENSSL -DSQLITE_EXTRA_INIT=sqlcipher_extra_init -DSQLITE_EXTRA_SHUTDOWN=sqlcipher_extra_shutdown \
    "$out/fetched/sqlcipher/deps/sqlcipher-amalgamation/sqlite3.c" -o "$out/libsqlcipher.so" -lcrypto -lm -lpthread
}

multiciphers() {
  gcc "${common[@]}" -D_GNU_SOURCE -msse4.2 -maes \
    "$out/fetched/multiciphers/deps/sqlite3/sqlite3.c" -o "$out/libmulticiphers.so" -lm -lpthread
}

library() { # name package: fetched and built by the function of that name
  [ -e "$out/lib$1.so" ] && return 0
  fetch "$2" "$1" || { without "$1" "its package cannot be fetched"; return 0; }
  "$1" || without "$1" "it does not compile"
}

library sqlcipher @journeyapps/sqlcipher@6.0.0
library multiciphers better-sqlite3-multiple-ciphers@12.11.1

# 11.2x and later lack a dependency.
if [ ! -e "$out/node_modules/hypercore/package.json" ]; then
  (cd "$out" && npm install --silent --no-save --no-package-lock --no-audit --no-fund --ignore-scripts hypercore@11.20.0) ||
    without hypercore "its packages cannot be fetched"
fi

echo "In $out:"
for peer in libsqlcipher.so libmulticiphers.so node_modules/hypercore; do
  if [ -e "$out/$peer" ]; then echo "  $peer"; fi
done
