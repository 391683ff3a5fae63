#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every test there is, is run: each *_test.cpp and each integration script stands in tests/CMakeLists.txt, and each
# source file in src/CMakeLists.txt. Run as: test_lists.bash SOURCE_DIR
set -euo pipefail
cd "$1"
status=0

# listed FILE_LIST CMAKE_FILE FOLDER: whether the files below FOLDER stand in CMAKE_FILE.
check() {
  local file count=0
  while read -r file; do
    count=$((count + 1))
    local name=${file#"$2"/}
    [[ $name == *_posix.cpp ]] && name=${name%posix.cpp}'${SYSTEM}.cpp'
    [[ $name == *_win32.cpp ]] && continue
    if ! grep -qF -- "$name" "$1"; then
      echo "$file is not in $1" >&2
      status=1
    fi
  done
  ((count > 0)) || { echo "no file below $2 was checked" >&2; status=1; }
}

check tests/CMakeLists.txt tests < <(find tests -name '*_test.cpp')
check src/CMakeLists.txt src < <(find src -name '*.cpp')
count=0
while read -r script; do
  count=$((count + 1))
  name=$(basename "$script" .bash)
  if ! grep -qw -- "$name" tests/CMakeLists.txt; then
    echo "$script is not in tests/CMakeLists.txt" >&2
    status=1
  fi
done < <(find tests/integration tests/tree -name '*.bash' ! -name 'common.bash')
((count > 0)) || { echo "no script was checked" >&2; status=1; }
exit $status
