#!/bin/sh
# Pushes the model's policies to a policy store of Amazon Verified Permissions. What it does comes in variables: PUSH_STORE
# (the store's id), PUSH_REGION, PUSH_ENDPOINT, PUSH_DRY_RUN and PUSH_FINE_GRAINED (set to anything: the services' own
# policies instead of the router's). Credentials are found by the AWS SDK.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${PUSH_STORE:-}" ]; then
  echo "usage: make policies-push STORE=id [REGION=us-gov-west-1] [ENDPOINT=http://127.0.0.1:9300] [DRY_RUN=1] [FINE_GRAINED=1]" >&2
  exit 2
fi
policies=model/policies
schema=cedar-schema.json
if [ -n "${PUSH_FINE_GRAINED:-}" ]; then
  policies=model/fine-grained-policies
  schema=fine-grained-schema.json
fi
set -- --store "$PUSH_STORE" --policies "$policies" --schema "model/target/smithy/source/api-router/$schema"
if [ -n "${PUSH_REGION:-}" ]; then
  set -- "$@" --region "$PUSH_REGION"
fi
if [ -n "${PUSH_ENDPOINT:-}" ]; then
  set -- "$@" --endpoint "$PUSH_ENDPOINT"
fi
if [ -n "${PUSH_DRY_RUN:-}" ]; then
  set -- "$@" --dry-run
fi
exec "$JAVA_HOME/bin/java" -jar policies-push/target/policies-push.jar "$@"
