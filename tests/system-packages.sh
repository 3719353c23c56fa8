#!/usr/bin/env bash
# Installs the Debian packages that the tests use and that are not there: Redis, RabbitMQ, Chromium, Java and Maven.
set -euo pipefail

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
if [ -z "${SHOPCLERK_TEST_RABBITMQ_URL:-}" ] && [ ! -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then
  missing+=(rabbitmq-server)
fi
command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
if [ -z "${ELASTICSEARCH_HOME:-}" ] && [ -z "${SHOPCLERK_TEST_ELASTICSEARCH_URL:-}" ]; then
  command -v mvn >/dev/null || missing+=(maven)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    echo "The tests need these Debian packages: ${missing[*]}. Install them: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi
echo "… installing ${missing[*]} for the tests (usually 1 minute)"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
# Its package starts a server, and with it Erlang's port mapper; the tests start their own.
case " ${missing[*]} " in *" rabbitmq-server "*)
  "${as_root[@]}" service rabbitmq-server stop >/dev/null 2>&1 || true
  # It does not end before the server's name has left it.
  for _ in 1 2 3 4 5; do "${as_root[@]}" epmd -kill >/dev/null 2>&1 && break; sleep 1; done
  ;;
esac
