// SPDX-License-Identifier: MIT
#include "buildstd/process/program.hpp"

#include <uv.h>

#include <array>
#include <string>

namespace buildstd::process {

Result<std::filesystem::path> own_program() {
  std::array<char, 4096> path{};
  auto size = path.size();
  if (const int status = uv_exepath(path.data(), &size); status != 0)
    return fail(Error("could not find out where this program is").caused_by(uv_strerror(status)));
  return std::filesystem::path(std::string(path.data(), size));
}

}  // namespace buildstd::process
