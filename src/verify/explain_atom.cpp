// SPDX-License-Identifier: MIT
#include "verify/explain_atom.hpp"

#include <fmt/format.h>
#include <llvm/Demangle/Demangle.h>

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd::verify {

namespace {

constexpr std::size_t longest_preview = 60;
constexpr std::size_t longest_name = 160;

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const auto byte : bytes)
    text += fmt::format("{}{:02x}", text.empty() ? "" : " ", static_cast<std::uint8_t>(byte));
  return text;
}

std::string name_of(const AtomRef& in, const Reference& reference) {
  if (!reference.key.empty()) return fmt::format("`{}`", readable(reference.key));
  if (reference.atom) return preview({in.object, *reference.atom});
  return "nothing";
}

std::string explain_bytes(const std::string& there, const std::string& here) {
  const auto [at, other] = std::ranges::mismatch(there, here);
  std::size_t count = 0;
  for (std::size_t i = 0; i < there.size(); ++i) count += static_cast<std::size_t>(there[i] != here[i]);
  const auto place = static_cast<std::size_t>(at - there.begin());
  constexpr std::size_t shown = 4;
  return fmt::format("{} byte{} of {}, first at {:#x}: {} there, {} here", count, count == 1 ? "" : "s", there.size(),
                     place, hexadecimal(std::string_view(there).substr(place, shown)),
                     hexadecimal(std::string_view(here).substr(place, shown)));
}

std::string explain_references(const AtomRef& there, const AtomRef& here) {
  const auto left = there.object->patches(there.get());
  const auto right = here.object->patches(here.get());
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (left[i].offset != right[i].offset || left[i].type != right[i].type)
      return fmt::format("another relocation at {:#x}", std::min(left[i].offset, right[i].offset));
    if (there.object->describe(left[i].to) == here.object->describe(right[i].to)) continue;
    auto names = std::pair(name_of(there, left[i].to), name_of(here, right[i].to));
    if (names.first == names.second && left[i].to.offset == right[i].to.offset)
      return fmt::format("refers at {:#x} to a constant that itself refers elsewhere: {}", left[i].offset, names.first);
    if (names.first == names.second)
      return fmt::format("refers at {:#x} to {} by {} there, {} here", left[i].offset, names.first, left[i].to.offset,
                         right[i].to.offset);
    return fmt::format("refers at {:#x} to {} there, {} here", left[i].offset, names.first, names.second);
  }
  if (left.size() != right.size()) return fmt::format("{} relocations there, {} here", left.size(), right.size());
  return {};
}

}  // namespace

std::string readable(std::string_view symbol) {
  auto name = text::printable(llvm::demangle(std::string(symbol)));
  if (name.size() > longest_name) name = name.substr(0, longest_name) + "…";
  return name;
}

namespace {

// What a constant of bytes refers to first, as a panic's place refers to its file's name.
std::string first_reference(const AtomRef& constant) {
  const auto patches = constant.object->patches(constant.get());
  if (patches.empty()) return {};
  const auto& to = patches.front().to;
  if (!to.key.empty()) return fmt::format(" → `{}`", readable(to.key));
  if (!to.atom || !constant.object->patches(constant.object->atoms()[*to.atom]).empty()) return {};
  return " → " + preview({constant.object, *to.atom});
}

}  // namespace

std::string preview(const AtomRef& constant) {
  const auto bytes = constant.object->bytes(constant.get());
  const auto length = constant.get().end - constant.get().begin;
  if (bytes.empty()) return fmt::format("{} zero bytes", length);
  const auto whole = std::string_view(bytes).substr(0, bytes.find('\0'));
  const auto begin = whole.substr(0, longest_preview);
  constexpr std::size_t shortest_text = 4;  // fewer letters before a zero are a number by chance
  const bool text = std::ranges::all_of(begin, [](char c) { return c >= ' ' && c <= '~'; });
  if (text && (whole.size() == bytes.size() || whole.size() >= shortest_text))
    return fmt::format("\"{}{}\"", begin, whole.size() > begin.size() ? "…" : "");
  constexpr std::size_t shown = 12;
  return fmt::format("[{}{}] ({} bytes){}", hexadecimal(std::string_view(bytes).substr(0, shown)),
                     bytes.size() > shown ? " …" : "", length, first_reference(constant));
}

bool same_but_constants(const AtomRef& there, const AtomRef& here) {
  const auto left = there.object->patches(there.get());
  const auto right = here.object->patches(here.get());
  const auto same = [](const Patch& one, const Patch& other) {
    return one.offset == other.offset && one.type == other.type && one.to.key == other.to.key &&
           (one.to.key.empty() || one.to.offset == other.to.offset) &&
           one.to.atom.has_value() == other.to.atom.has_value();
  };
  return there.get().end - there.get().begin == here.get().end - here.get().begin &&
         there.object->bytes(there.get()) == here.object->bytes(here.get()) && std::ranges::equal(left, right, same);
}

std::string explain(const AtomRef& there, const AtomRef& here) {
  const auto left = there.get().end - there.get().begin;
  const auto right = here.get().end - here.get().begin;
  if (left != right) return fmt::format("{} bytes there, {} here", left, right);
  const auto old_bytes = there.object->bytes(there.get());
  const auto new_bytes = here.object->bytes(here.get());
  if (old_bytes.size() != new_bytes.size()) return "zeroed memory on one side only";
  if (old_bytes != new_bytes) return explain_bytes(old_bytes, new_bytes);
  auto references = explain_references(there, here);
  return references.empty() ? "other tables for unwinding" : references;
}

}  // namespace buildstd::verify
