#!/usr/bin/env bash
# Sends every Check of this folder with grpcurl and compares the answers with NAME.expected.json.
#   AUTHZ=host:port   the authz-server (default 127.0.0.1:9191, that of `make run`)
#   GRPCURL=path      grpcurl (default: the one on the PATH, else a pinned one by `go install` into .tools/)
#   PYTHON=path       Python 3 (default: python3)
#   UPDATE=1          writes the answers down as the expected ones instead
set -euo pipefail
cd "$(dirname "$0")"
authz=${AUTHZ:-127.0.0.1:${AUTHZ_PORT:-9191}}
version=v1.9.3
python=${PYTHON:-python3}
"$python" -c '' 2>/dev/null || { echo "grpcurl-checks: $python is needed to compare answers" >&2; exit 1; }
tools=$(cd ../.. && pwd)/.tools/grpcurl-$version

grpcurl=${GRPCURL:-$(command -v grpcurl || true)}
if [ -z "$grpcurl" ]; then
  if [ ! -x "$tools/grpcurl" ]; then
    command -v go >/dev/null || { echo "grpcurl-checks: neither grpcurl nor go is on the PATH; install either" >&2; exit 1; }
    echo "installing grpcurl $version into $tools" >&2
    GOBIN=$tools GOFLAGS=-mod=mod go install "github.com/fullstorydev/grpcurl/cmd/grpcurl@$version"
  fi
  grpcurl=$tools/grpcurl
fi

passed=0 failed=0
for request in *.json; do
  case $request in *.expected.json) continue ;; esac
  name=${request%.json}
  if ! answer=$("$grpcurl" -plaintext -max-time 5 -d @ "$authz" envoy.service.auth.v3.Authorization/Check <"$request" 2>&1); then
    printf 'FAIL  %s\n      no answer of %s: %s\n' "$name" "$authz" "$answer"
    failed=$((failed + 1))
    continue
  fi
  if "$python" compare.py "$name.expected.json" "${UPDATE:-}" <<<"$answer"; then
    printf 'ok    %s\n' "$name"
    passed=$((passed + 1))
  else
    printf 'FAIL  %s\n' "$name"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
