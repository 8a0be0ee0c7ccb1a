#!/usr/bin/env bash
# Fetches and builds the peers that the vault is measured against (tests/bench/store): SQLCipher and
# SQLite3MultipleCiphers, from the amalgamations in their npm packages. Nothing of them is part of this program.
#   tests/bench/peers.sh [FOLDER]     default: $SIZHEN_PEERS or build/peers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=${1:-${SIZHEN_PEERS:-$PWD/build/peers}}
mkdir -p "$out/fetched"
out=$(cd "$out" && pwd)
common=(-O2 -shared -fPIC -Wl,-Bsymbolic -w -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_FTS5 -DSQLITE_SECURE_DELETE
  -DSQLITE_TEMP_STORE=2 -DSQLITE_DEFAULT_MEMSTATUS=0)

fetch() { # package name-of-folder
  [ -d "$out/fetched/$2" ] && return 0
  local work
  work=$(mktemp -d)
  (cd "$work" && npm pack --silent "$1" >/dev/null && tar xzf ./*.tgz)
  mv "$work/package" "$out/fetched/$2"
  rm -rf "$work"
}

fetch @journeyapps/sqlcipher@6.0.0 sqlcipher
fetch better-sqlite3-multiple-ciphers@12.11.1 multiciphers

[ -e "$out/libsqlcipher.so" ] || gcc "${common[@]}" -D_GNU_SOURCE -DHAVE_STDINT_H=1 -include stdint.h -DSQLITE_HAS_CODEC \
  -DSQLCIPHER_CRYPTO_OPENSSL -DSQLITE_EXTRA_INIT=sqlcipher_extra_init -DSQLITE_EXTRA_SHUTDOWN=sqlcipher_extra_shutdown \
  "$out/fetched/sqlcipher/deps/sqlcipher-amalgamation/sqlite3.c" -o "$out/libsqlcipher.so" -lcrypto -lm -lpthread

[ -e "$out/libmulticiphers.so" ] || gcc "${common[@]}" -D_GNU_SOURCE -msse4.2 -maes \
  "$out/fetched/multiciphers/deps/sqlite3/sqlite3.c" -o "$out/libmulticiphers.so" -lm -lpthread

echo "Built into $out:"
ls -1 "$out"/*.so
