#!/bin/sh
# Prints a token of the development IdP, and nothing else. What it says comes in variables: TOKEN_SUB, TOKEN_GROUPS (with
# commas between them), TOKEN_TENANT, TOKEN_TTL (seconds), TOKEN_ALG (RS256, ES256), TOKEN_AUD; IDP_PORT is the IdP's port.
set -eu
if [ -z "${TOKEN_SUB:-}" ]; then
  echo "usage: make -s token SUB=alice [GROUPS=readers,writers] [TENANT=acme] [TTL=3600] [ALG=RS256|ES256] [AUD=api-router]" >&2
  exit 2
fi
idp=http://127.0.0.1:${IDP_PORT:-9000}
answer=$(
  curl --silent --show-error --max-time 10 --noproxy '*' "$idp/token" \
    --data-urlencode "sub=$TOKEN_SUB" \
    --data-urlencode "groups=${TOKEN_GROUPS:-}" \
    --data-urlencode "tenant_id=${TOKEN_TENANT:-}" \
    --data-urlencode "ttl=${TOKEN_TTL:-}" \
    --data-urlencode "alg=${TOKEN_ALG:-}" \
    --data-urlencode "aud=${TOKEN_AUD:-}"
) || {
  echo "The development IdP does not answer at $idp: is \`make run\` running?" >&2
  exit 1
}
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
if [ -z "$token" ]; then
  echo "The development IdP gave no token: $answer" >&2
  exit 1
fi
printf '%s\n' "$token"
