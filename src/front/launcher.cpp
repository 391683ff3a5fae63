// SPDX-License-Identifier: MIT
#include "front/launcher.hpp"

#include <fmt/format.h>

#include "buildstd/ops/compiler_choice.hpp"

namespace buildstd::front {

namespace {

constexpr std::string_view first_lines =
    "#!/bin/sh\n"
    "# Made by `buildstd init`: Cargo calls it as its compiler. `buildstd init --undo` removes it.\n";

}  // namespace

// Editors start Cargo with a PATH that may lack what shells add to it.
std::string launcher_script(std::string_view tool) {
  constexpr std::string_view body = R"(export {variable}="$0"
for buildstd in buildstd "${{CARGO_HOME:-$HOME/.cargo}}/bin/buildstd" "$HOME/.local/bin/buildstd"; do
  if command -v "$buildstd" >/dev/null; then exec "$buildstd" front {tool} "$@"; fi
done
echo "error: \`buildstd\` is not installed, which $0 needs to build the standard library" >&2
echo "help: install it, or remove the lines marked \`# buildstd init\` from Cargo's configuration" >&2
exit 1
)";
  return std::string(first_lines) +
         fmt::format(body, fmt::arg("variable", ops::launcher_variable), fmt::arg("tool", tool));
}

bool is_launcher(std::string_view text) { return text.starts_with(first_lines); }

}  // namespace buildstd::front
