// SPDX-License-Identifier: MIT
#include "value.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace buildstd::config {

namespace {

// A longer line is no use in a message, and many messages may quote it.
constexpr std::size_t longest_quoted_line = 16U << 10;

}  // namespace

Document::Document(std::filesystem::path file, std::string text) : file_(std::move(file)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t at = 0; (at = text_.find('\n', at)) != std::string::npos;) line_starts_.push_back(++at);
}

std::string_view Document::line(std::size_t number) const {
  if (number == 0 || number > line_starts_.size()) return {};
  const auto start = line_starts_[number - 1];
  const auto end = number < line_starts_.size() ? line_starts_[number] - 1 : text_.size();
  auto line = std::string_view(text_).substr(start, end - start);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line.size() > longest_quoted_line ? std::string_view() : line;
}

std::string Origin::describe() const {
  switch (kind) {
    case Kind::builtin: return "default";
    case Kind::file: return fmt::format("`{}`", place ? place->file.string() : name);
    case Kind::environment: return fmt::format("environment variable `{}`", name);
    case Kind::option: return place ? fmt::format("`{}`", place->file.string()) : "`--config` argument";
  }
  return {};
}

Source Source::variable(std::string name) {
  return {Origin::Kind::environment, nullptr, std::make_shared<const std::string>(std::move(name))};
}

Source Source::option(std::string argument) {
  return {Origin::Kind::option, nullptr, std::make_shared<const std::string>(std::move(argument))};
}

std::optional<Place> Source::place() const {
  if (!document) return std::nullopt;
  return Place{document->file(), line, column, length, std::string(document->line(line))};
}

Origin Source::origin() const { return {kind, place(), name ? *name : std::string()}; }

std::string_view Value::type_name() const {
  constexpr std::array<std::string_view, 5> names = {"boolean", "integer", "string", "array", "table"};
  return names[data.index()];
}

Error at(Error error, const Source& source) {
  auto place = source.place();
  return place ? std::move(error).at(*std::move(place)) : error;
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> components;
  for (const auto& component : path.relative_path()) {
    if (!component.empty() && component != ".") components.push_back(component);
  }
  if (!components.empty()) components.pop_back();
  auto parent = path.root_path();
  for (const auto& component : components) parent /= component;
  return parent;
}

std::filesystem::path root_of(const Source& source, const std::filesystem::path& cwd) {
  return source.document ? parent_of(parent_of(source.document->file())) : cwd;
}

}  // namespace buildstd::config
