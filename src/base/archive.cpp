// SPDX-License-Identifier: MIT
#include "base/archive.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

constexpr std::string_view magic = "!<arch>\n";
constexpr std::size_t header_size = 60;
constexpr std::size_t longest_short_name = 15;  // and a slash

void add_member(std::string& archive, std::string_view name, std::string_view content) {
  archive += fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, "644", content.size());
  archive += content;
  if (content.size() % 2 == 1) archive += '\n';
}

}  // namespace

std::optional<std::uint64_t> archive_number(std::string_view field) {
  return text::whole_number<std::uint64_t>(text::trim(field));
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

std::optional<std::string_view> ArchiveNames::take(ArchiveMember& member) {
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

std::string make_archive(const std::vector<std::pair<std::string, std::string_view>>& members) {
  std::string long_names;
  std::vector<std::string> fields;
  for (const auto& [name, content] : members) {
    const bool is_long = name.size() > longest_short_name;
    fields.push_back(is_long ? fmt::format("/{}", long_names.size()) : name + "/");
    if (is_long) long_names += name + "/\n";
  }
  std::string archive(magic);
  if (!long_names.empty()) add_member(archive, "//", long_names);
  for (std::size_t i = 0; i < members.size(); ++i) add_member(archive, fields[i], members[i].second);
  return archive;
}

}  // namespace buildstd
