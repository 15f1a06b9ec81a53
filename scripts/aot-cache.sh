#!/bin/sh
# Makes authz-server/target/authz-server.aot, an AOT cache (JEP 514) of the authz-server as it is built now: it starts the server,
# sends it the Checks of envoy/checks, and lets the JVM write down what it loaded and compiled.
#   scripts/aot-cache.sh           starts the development IdP by authz-server-alone.sh and runs itself again with CONFIG
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
if [ $# = 0 ]; then
  exec "$root/scripts/authz-server-alone.sh" 0 "$0" CONFIG
fi
cache=$root/authz-server/target/authz-server.aot
log=$(dirname "$1")/log
rm -f "$cache"
"$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -XX:AOTCacheOutput="$cache" \
  -jar "$root/authz-server/target/authz-server.jar" --config "$1" >"$log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
trap 'exit 1' HUP INT TERM
tries=0
until port=$(sed -n 's/.*Checks on 127.0.0.1:\([0-9]*\).*/\1/p' "$log") && [ -n "$port" ]; do
  tries=$((tries + 1))
  kill -0 $server 2>/dev/null && [ $tries -lt 300 ] || { cat "$log" >&2; exit 1; }
  sleep 0.1
done
"$JAVA_HOME/bin/java" -cp "$root/bench/target/bench.jar" dev.apirouter.bench.CheckSender "$port" "$root/envoy/checks" 20
kill $server
wait $server || true
[ -s "$cache" ] || { cat "$log" >&2; exit 1; }
echo "$cache"
