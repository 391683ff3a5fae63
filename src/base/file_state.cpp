// SPDX-License-Identifier: MIT
#include "buildstd/base/file_state.hpp"

#include <fmt/format.h>

#include <charconv>

namespace buildstd::fs {

namespace {

// Takes a number and what separates it from the next off the front.
template <class Number>
bool take_number(std::string_view& text, Number& value, bool is_last) {
  const auto* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || (at == end) != is_last || (!is_last && *at != ':')) return false;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()) + (is_last ? 0 : 1));
  return true;
}

}  // namespace

bool is_unchanged(const std::optional<FileState>& kept, const std::optional<FileState>& now) {
  if (!kept || !now) return !kept && !now;
  return kept->size == now->size && kept->modified_ns == now->modified_ns &&
         (kept->inode == 0 || kept->inode == now->inode) &&
         (kept->changed_ns == 0 || kept->changed_ns == now->changed_ns);
}

std::string to_text(const std::optional<FileState>& state) {
  if (!state) return "-";
  return fmt::format("{}:{}:{}:{}", state->size, state->modified_ns, state->inode, state->changed_ns);
}

Result<std::optional<FileState>> parse_file_state(std::string_view text) {
  if (text == "-") return std::nullopt;
  FileState state;
  if (!take_number(text, state.size, false) || !take_number(text, state.modified_ns, false) ||
      !take_number(text, state.inode, false) || !take_number(text, state.changed_ns, true))
    return fail(Error("not the state of a file"));
  return state;
}

}  // namespace buildstd::fs
