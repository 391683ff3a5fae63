// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace buildstd {

/// A member of an `ar` archive as its header has it.
struct ArchiveMember {
  std::string_view field;    ///< the 16 bytes of the name, or of where the name is
  std::string_view content;  ///< with the name in front, in BSD's way (`#1/LENGTH`)
};

/// A header's field: decimal, filled up with spaces; nothing where something else stands there.
std::optional<std::uint64_t> archive_number(std::string_view field);

/// Goes from member to member of an archive, and no further than its bytes. What names mean is the caller's.
class ArchiveWalk {
 public:
  enum class Fault {
    none,
    header,    ///< no header where one belongs
    past_end,  ///< a member, or a name in BSD's way, is longer than what is there
  };

  /// @param archive without a magic it has no members, and a fault
  explicit ArchiveWalk(std::string_view archive);

  /// Nothing at the end, and where the archive is damaged.
  std::optional<ArchiveMember> next();
  [[nodiscard]] Fault fault() const { return fault_; }

 private:
  std::string_view rest_;
  Fault fault_ = Fault::none;
};

/// Names of members in GNU's way and in BSD's, as `ArchiveWalk` meets them one after the other.
class ArchiveNames {
 public:
  /// The name, with what is in front of the content taken off it; nothing where it leads nowhere.
  std::optional<std::string_view> take(ArchiveMember& member);

 private:
  std::string_view long_names_;
};

/// An archive of members, by name and content, in GNU's way and without a table of symbols.
std::string make_archive(const std::vector<std::pair<std::string, std::string_view>>& members);

}  // namespace buildstd
