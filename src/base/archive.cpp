// SPDX-License-Identifier: MIT
#include "base/archive.hpp"

#include <algorithm>
#include <charconv>

#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

constexpr std::string_view magic = "!<arch>\n";
constexpr std::size_t header_size = 60;

}  // namespace

std::optional<std::uint64_t> archive_number(std::string_view field) {
  field = text::trim(field);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (problem != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return number;
}

ArchiveWalk::ArchiveWalk(std::string_view archive) {
  if (archive.starts_with(magic)) {
    rest_ = archive.substr(magic.size());
  } else {
    fault_ = Fault::header;
  }
}

std::optional<ArchiveMember> ArchiveWalk::next() {
  if (rest_.empty() || fault_ != Fault::none) return std::nullopt;
  const auto header = rest_.substr(0, header_size);
  const auto size =
      header.ends_with("`\n") && header.size() == header_size ? archive_number(header.substr(48, 10)) : std::nullopt;
  if (!size) {
    fault_ = Fault::header;
    return std::nullopt;
  }
  rest_.remove_prefix(header_size);
  const auto field = header.substr(0, 16);
  const auto name = field.starts_with("#1/") ? archive_number(field.substr(3)).value_or(0) : 0;
  if (*size > rest_.size() || name > *size) {
    fault_ = Fault::past_end;
    return std::nullopt;
  }
  const ArchiveMember member{field, rest_.substr(0, *size)};
  rest_.remove_prefix(std::min<std::size_t>(rest_.size(), *size + *size % 2));
  return member;
}

}  // namespace buildstd
