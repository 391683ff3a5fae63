// SPDX-License-Identifier: MIT
#include "buildstd/base/utf8.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd {

Result<void> check_utf8(const std::filesystem::path& path, std::string_view what) {
  if (text::is_utf8(path.string())) return {};
  return fail(Error(fmt::format("the path of {} is not valid UTF-8: `{}`", what, text::printable(path.string())))
                  .help("use a directory whose name is: neither rustc nor Cargo can work with this one"));
}

}  // namespace buildstd
