#!/bin/sh
# Time from exec to the first OK Check: the authz-server against a Java server that decides nothing, each with and without an AOT cache.
#   bench/start.sh [ROUNDS]      (`make bench-start`; needs a build)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
port=19391
if [ "${2:-}" != inner ]; then
  ./scripts/aot-cache.sh >/dev/null
  noop=bench/target/noop.aot
  rm -f $noop
  "$JAVA_HOME/bin/java" -XX:AOTCacheOutput=$noop -cp bench/target/bench.jar dev.apirouter.bench.NoopAuthzServer $port >/dev/null 2>&1 &
  server=$!
  trap 'kill $server 2>/dev/null || true' EXIT
  sleep 3
  "$JAVA_HOME/bin/java" -cp bench/target/bench.jar dev.apirouter.bench.CheckSender $port envoy/checks 20
  kill $server
  wait $server || true
  exec ./scripts/authz-server-alone.sh $port "$0" "${1:-9}" inner CONFIG
fi
echo "# $(date -u +%Y-%m-%d), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $("$JAVA_HOME/bin/java" --version | sed -n 2p)"
java="$JAVA_HOME/bin/java --sun-misc-unsafe-memory-access=allow"
exec "$JAVA_HOME/bin/java" -cp bench/target/bench.jar dev.apirouter.bench.StartBenchmark "$1" $port envoy/checks/get-order.json \
  "$java -cp bench/target/bench.jar dev.apirouter.bench.NoopAuthzServer PORT" \
  "$java -jar authz-server/target/authz-server.jar --config $3" \
  "$java -XX:AOTCache=bench/target/noop.aot -cp bench/target/bench.jar dev.apirouter.bench.NoopAuthzServer PORT" \
  "$java -XX:AOTCache=authz-server/target/authz-server.aot -jar authz-server/target/authz-server.jar --config $3"
