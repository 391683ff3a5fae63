// SPDX-License-Identifier: MIT
#include "key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "buildstd/base/text.hpp"

namespace buildstd::config {

Key Key::parse(std::string_view dotted) {
  Key key;
  for (const auto& part : text::split(dotted, '.')) key = key.child(part);
  return key;
}

Key Key::child(std::string_view part) const {
  auto key = *this;
  key.parts_.emplace_back(part);
  key.variable_ += '_';
  key.variable_ += text::upper(text::replace_all(std::string(part), "-", "_"));
  return key;
}

Key Key::exact_child(std::string_view part) const {
  auto key = *this;
  key.parts_.emplace_back(part);
  key.variable_ += "_";
  key.variable_ += part;
  return key;
}

std::string Key::display() const {
  std::vector<std::string> quoted;
  std::ranges::transform(parts_, std::back_inserter(quoted), quote_key_part);
  return text::join(quoted, ".");
}

bool Key::matches(std::string_view pattern) const {
  const auto wanted = text::split(pattern, '.');
  const auto fits = [](const std::string& want, const std::string& have) { return want == "*" || want == have; };
  return std::ranges::equal(wanted, parts_, fits);
}

std::string quote_key_part(std::string_view part) {
  constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  if (part.find_first_not_of(bare) == std::string_view::npos) return std::string(part);
  return text::quote_toml(part);
}

}  // namespace buildstd::config
