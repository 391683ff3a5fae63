// SPDX-License-Identifier: MIT
#include "sysroot/archive_objects.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include "buildstd/base/text.hpp"

namespace buildstd::sysroot {

namespace {

constexpr std::string_view magic = "!<arch>\n";
constexpr std::size_t header_size = 60;

std::optional<std::size_t> number(std::string_view field) {
  field = text::trim(field);
  std::size_t value = 0;
  const auto [end, code] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (code != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return value;
}

struct Member {
  std::string_view name;
  std::string_view content;
};

/// Goes through an archive once.
class Reader {
 public:
  explicit Reader(std::string_view archive) : rest_(archive) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::optional<Member> next() {
    if (rest_.size() < header_size || rest_.substr(58, 2) != "`\n") return std::nullopt;
    const auto field = rest_.substr(0, 16);
    const auto size = number(rest_.substr(48, 10));
    rest_.remove_prefix(header_size);
    if (!size || *size > rest_.size()) return std::nullopt;
    Member member{text::trim(field), rest_.substr(0, *size)};
    rest_.remove_prefix(std::min(rest_.size(), *size + *size % 2));
    return name_fully(member) ? std::optional(member) : std::nullopt;
  }

 private:
  bool name_fully(Member& member) {
    if (member.name == "//") {
      long_names_ = member.content;
    } else if (member.name.starts_with("#1/")) {  // BSD: in front of the content, filled up with zeros
      const auto length = number(member.name.substr(3));
      if (!length || *length > member.content.size()) return false;
      member.name = member.content.substr(0, *length);
      member.name = member.name.substr(0, member.name.find('\0'));
      member.content.remove_prefix(*length);
    } else if (member.name.size() > 1 && member.name.front() == '/' &&
               member.name != "/SYM64/") {  // GNU: a place in `//`
      const auto at = number(member.name.substr(1));
      if (!at || *at >= long_names_.size()) return false;
      member.name = long_names_.substr(*at);
      member.name = member.name.substr(0, member.name.find_first_of("/\n"));
    } else if (member.name.size() > 1 && member.name.ends_with('/')) {
      member.name.remove_suffix(1);
    }
    return true;
  }

  std::string_view rest_;
  std::string_view long_names_;
};

}  // namespace

Result<std::vector<std::string_view>> archive_objects(std::string_view archive) {
  if (!archive.starts_with(magic)) return fail(Error("it is no archive"));
  std::vector<std::string_view> objects;
  for (Reader reader(archive.substr(magic.size())); !reader.at_end();) {
    const auto member = reader.next();
    if (!member) return fail(Error("the archive is damaged"));
    if (member->name.ends_with(".o")) objects.push_back(member->content);
  }
  return objects;
}

}  // namespace buildstd::sysroot
