// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <string_view>

#include "buildstd/base/environment.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): not in unistd.h on macOS

namespace buildstd {

Environment Environment::of_process() {
  Environment snapshot;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=', 1);  // a name may start with '=', as Windows's drive variables do
    if (equals != std::string_view::npos)
      snapshot.set(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
  }
  return snapshot;
}

}  // namespace buildstd
