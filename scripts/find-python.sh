#!/bin/sh
# Prints the path of a Python of at least version 3.9, or says on stderr what is missing and exits with 1.
# Looks at PYTHON and the PATH.
set -u
for candidate in "${PYTHON:-}" python3 python python3.14 python3.13 python3.12 python3.11 python3.10 python3.9; do
  [ -n "$candidate" ] || continue
  # The interpreter itself, not a shim of a version manager: signals reach it directly.
  found=$("$candidate" -c 'import sys; sys.version_info >= (3, 9) and print(sys.executable)' 2>/dev/null) || continue
  if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 0
  fi
done
echo "Python 3.9 or later is needed by two of the sample services, and none was found: install python3," \
  "or name it: make PYTHON=/path/to/python3 …" >&2
exit 1
