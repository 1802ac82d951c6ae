#!/bin/sh
# Runs a command with Node.js 20.19 or later on the path: the system's, else one installed into the virtual environment.
recent='const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
if ! { command -v npm && node -e "$recent"; } >/dev/null 2>&1; then
  if ! .venv/bin/node -e "$recent" >/dev/null 2>&1; then
    echo "No Node.js 20.19 or later here; installing one into .venv"
    .venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-node.lock
  fi
  PATH="$PWD/.venv/bin:$PATH"
fi
exec "$@"
