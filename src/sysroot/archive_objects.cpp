// SPDX-License-Identifier: MIT
#include "sysroot/archive_objects.hpp"

#include <optional>

#include "base/archive.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::sysroot {

namespace {

/// Names of members, in GNU's way and in BSD's.
class Names {
 public:
  /// The name, with what is in front of the content taken off it; nothing where it leads nowhere.
  std::optional<std::string_view> take(ArchiveMember& member) {
    const auto field = text::trim(member.field);
    if (field == "//") long_names_ = member.content;
    if (field.starts_with("#1/")) {
      const auto length = archive_number(field.substr(3));
      if (!length) return std::nullopt;
      const auto name = member.content.substr(0, *length);
      member.content.remove_prefix(*length);
      return name.substr(0, name.find('\0'));  // filled up with zeros
    }
    if (field.size() > 1 && field.front() == '/' && field != "//" && field != "/SYM64/") {
      const auto at = archive_number(field.substr(1));
      if (!at || *at >= long_names_.size()) return std::nullopt;
      const auto name = long_names_.substr(*at);
      return name.substr(0, name.find_first_of("/\n"));
    }
    return field.substr(0, field.find('/', 1));
  }

 private:
  std::string_view long_names_;
};

}  // namespace

Result<std::vector<std::string_view>> archive_objects(std::string_view archive) {
  std::vector<std::string_view> objects;
  ArchiveWalk walk(archive);
  Names names;
  while (auto member = walk.next()) {
    const auto name = names.take(*member);
    if (!name) return fail(Error("a member's name is nowhere in the archive"));
    if (name->ends_with(".o")) objects.push_back(member->content);
  }
  if (walk.fault() != ArchiveWalk::Fault::none) return fail(Error("it is no archive, or a damaged one"));
  return objects;
}

}  // namespace buildstd::sysroot
