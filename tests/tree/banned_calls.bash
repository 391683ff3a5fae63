#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Calls that break a promise of the design, each with what to use instead. Run as: banned_calls.bash SOURCE_DIR
set -euo pipefail
cd "$1"
status=0

# Every line of code as FILE:LINE:TEXT, without comments and the text of string literals.
code=$(mktemp)
trap 'rm -f "$code"' EXIT
find include src -name '*.cpp' -o -name '*.hpp' | sort | xargs grep -n '' /dev/null | sed -E 's/"([^"\\]|\\.)*"/""/g; s@//.*@@' >"$code"

[[ -s $code ]] || { echo "no file was checked" >&2; exit 1; }

# ban PATTERN ALLOWED_FILES_PATTERN REASON.
ban() {
  local found
  found=$(grep -E "^[^:]*:[0-9]*:.*($1)" "$code" | grep -vE "^(${2:-nothing})[^:]*:" || true)
  [[ -z $found ]] && return
  printf '%s\n  banned: %s\n' "$found" "$3" >&2
  status=1
}

ban '\b(secure_)?getenv\(|\b(set|unset|put)env\(|\benviron\b' 'src/base/environment_' \
  'take an Environment as parameter: no code below cli reads the process'"'"'s own'
ban '\b(std::|::)?(_?exit|_Exit|quick_exit|abort|terminate)\(' 'src/(verify/(main|isolation_posix)|process/(background|guard|spawn)_posix)\.cpp' \
  'return an Error: nobody but main ends the process, and what was forked from it'
ban 'std::(cout|cerr|clog|print|println)\b|\b(printf|fprintf|puts|fputs|fwrite|putchar|perror)\(|fmt::print' 'src/(cli/console|(transfer|verify)/main)\.cpp' \
  'only the console prints: return a value or report a Diagnostic'
ban 'std::filesystem::(create_|remove|rename|copy|permissions|resize_file|last_write_time|temp_directory_path)|stdfs::' 'src/base/fs' \
  'use buildstd::fs, which has the path in every error and throws nothing'
ban 'std::filesystem::current_path' 'src/(cli|verify)/main\.cpp' 'the working directory comes in as a parameter'
ban 'std::(ofstream|fstream|ifstream)|\bfopen\(' 'src/base/' 'use buildstd::fs'
ban 'std::(thread|jthread|async)\b|pthread_create' '' 'one event loop: no thread per child'
ban 'std::system\(|\bpopen\(|\bv?fork\(|posix_spawn|\bexecv' 'src/(process/|verify/isolation_posix\.cpp)' 'start processes through process::EventLoop'
ban '\bthrow\b' '' 'return an Error: exceptions of libraries end at the call'
ban '\busing namespace\b' '' 'name what is used'
exit $status
