#!/bin/sh
# Prints the first Python 3.11 or later that can make a virtual environment.
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
  if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "$name"
    exit 0
  fi
done
echo "Zhike needs Python 3.11 or later with its 'venv' module (Debian and Ubuntu: apt-get install python3 python3-venv)." >&2
exit 1
