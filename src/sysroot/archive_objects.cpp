// SPDX-License-Identifier: MIT
#include "sysroot/archive_objects.hpp"

#include "base/archive.hpp"

namespace buildstd::sysroot {

Result<std::vector<std::string_view>> archive_objects(std::string_view archive) {
  std::vector<std::string_view> objects;
  ArchiveWalk walk(archive);
  ArchiveNames names;
  while (auto member = walk.next()) {
    const auto name = names.take(*member);
    if (!name) return fail(Error("a member's name is nowhere in the archive"));
    if (name->ends_with(".o")) objects.push_back(member->content);
  }
  if (walk.fault() != ArchiveWalk::Fault::none) return fail(Error("it is no archive, or a damaged one"));
  return objects;
}

}  // namespace buildstd::sysroot
