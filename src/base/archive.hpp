// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

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

}  // namespace buildstd
