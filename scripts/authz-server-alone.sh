#!/bin/sh
# Runs a command with a development IdP and a configuration for the authz-server, both only for as long as the command:
#   scripts/authz-server-alone.sh GRPC_PORT COMMAND...
# In the command's words, CONFIG is the configuration's path. A port of 0 is a free one.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
port=$1
shift
folder=$(mktemp -d)
idp=
trap 'kill $idp 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

"$JAVA_HOME/bin/java" -jar "$root/dev-idp/target/dev-idp.jar" --port 0 --issuer http://127.0.0.1:9000 >"$folder/idp" 2>&1 &
idp=$!
tries=0
until url=$(sed -n 's/^url=//p' "$folder/idp") && [ -n "$url" ]; do
  tries=$((tries + 1))
  kill -0 $idp 2>/dev/null && [ $tries -lt 100 ] || { cat "$folder/idp" >&2; exit 1; }
  sleep 0.1
done

generated=$root/model/target/smithy/source/api-router
cat >"$folder/authz-server.yaml" <<YAML
action-map: '$generated/action-map.json'
grpc: {port: $port}
management: {port: 0}
issuers:
  - issuer: http://127.0.0.1:9000
    jwks-uri: $url/.well-known/jwks.json
    audiences: [api-router]
    algorithms: [RS256, ES256]
cedar:
  policies: '$root/model/policies'
  schema: '$generated/cedar-schema.json'
insecure: {http-jwks: true}
YAML

for word; do
  shift
  set -- "$@" "$(printf '%s' "$word" | sed "s|CONFIG|$folder/authz-server.yaml|g")"
done
"$@"
