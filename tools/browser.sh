#!/bin/sh
# Makes sure that the tests find a Chromium and a Chinese font.
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && found=1
done
command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh)" ] && font=1
[ -n "${found:-}" ] && [ -n "${font:-}" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium and a Chinese font for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null && exit 0
fi
echo "The browser tests need Chromium and a Chinese font: apt-get install chromium fonts-noto-cjk (or your system's)." >&2
exit 1
