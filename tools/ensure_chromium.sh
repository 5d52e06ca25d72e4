#!/usr/bin/env bash
# The browser tests drive Debian's Chromium: install it when this may, otherwise say what is missing.
set -euo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1 || true
fi
command -v chromium >/dev/null || { echo "Chromium is missing: apt-get install chromium"; exit 1; }
