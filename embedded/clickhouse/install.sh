#!/bin/sh
# Puts ClickHouse's engine into node_modules, pinned by package-lock.json.
# Does nothing when the engine of the current lock is already there.
set -u
cd "$(dirname "$0")" || exit 1

fail() {
  echo "embedded-clickhouse: $*" >&2
  exit 1
}

# The only platform whose package could be locked by its hash so far.
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
  fail "the ClickHouse engine is locked for Linux x86_64 and this is $(uname -s) $(uname -m); use such a machine, or a server of your own with --clickhouse URL"
library=node_modules/@chdb/lib-linux-x64-gnu/libchdb.so
installed=node_modules/.installed-lock.json

cmp -s package-lock.json "$installed" && [ -f "$library" ] && exit 0

if ls /lib/ld-musl-* >/dev/null 2>&1 && ! ls /lib*/ld-linux-* /lib/*/ld-linux-* >/dev/null 2>&1; then
  fail "the ClickHouse engine needs glibc and this Linux has musl; use a glibc distribution, or a server of your own with --clickhouse URL"
fi
command -v node >/dev/null 2>&1 || fail "Node is missing; install Node 20 or newer and run this again"
command -v npm >/dev/null 2>&1 || fail "npm is missing; install it beside $(node --version) of Node and run this again"
major=$(node --print 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || fail "Node $(node --version) is too old; install Node 20 or newer and run this again"

echo "embedded-clickhouse: fetching the ClickHouse engine, about 180 MB"
# No package may run a script while it is installed: the engine is a library and needs none.
output=$(npm ci --ignore-scripts --loglevel=error --no-progress 2>&1) ||
  fail "npm ci failed: $(printf '%s' "$output" | grep -v '^npm error *$' | head -n 2 | tr '\n' ' '); check the network and run 'npm ci --ignore-scripts' in $(pwd)"
[ -f "$library" ] || fail "npm ci left no $library; remove node_modules and run 'npm ci --ignore-scripts' in $(pwd)"
cp package-lock.json "$installed"
