// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/config/settings.hpp"

namespace buildstd::config {

/// The text of one configuration file, kept so that every message can show its lines.
class Document {
 public:
  Document(std::filesystem::path file, std::string text);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  /// The line without its end; empty where there is none or it is too long to be of use to a person.
  [[nodiscard]] std::string_view line(std::size_t number) const;

 private:
  std::filesystem::path file_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// Where a value was set, small enough to stand beside each of them; `origin` makes the public form.
/// Cargo: src/context/value.rs, `Definition`.
struct Source {
  Origin::Kind kind = Origin::Kind::builtin;
  std::shared_ptr<const Document> document = nullptr;  // for `file`, and for `option` where it named a file
  std::shared_ptr<const std::string> name = nullptr;   // the variable, or the option's argument
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;

  static Source variable(std::string name);
  static Source option(std::string argument);

  [[nodiscard]] Origin origin() const;
  [[nodiscard]] std::optional<Place> place() const;
  [[nodiscard]] std::string describe() const { return origin().describe(); }
  /// Options beat variables, variables beat files; two files are equal here, their order is known elsewhere.
  [[nodiscard]] bool outranks(const Source& other) const { return kind > other.kind; }
};

/// A configuration value with its source. Cargo: src/context/config_value.rs, `ConfigValue`.
struct Value {
  using List = std::vector<Value>;
  using Table = std::map<std::string, Value, std::less<>>;

  std::variant<bool, std::int64_t, std::string, List, Table> data;
  Source source;

  [[nodiscard]] const Table* table() const { return std::get_if<Table>(&data); }
  [[nodiscard]] const List* list() const { return std::get_if<List>(&data); }
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data); }
  /// "table", "array", "string", "boolean", "integer", as Cargo's messages say.
  [[nodiscard]] std::string_view type_name() const;
};

/// `error`, with the place in the file where `source` has one.
Error at(Error error, const Source& source);

/// The folder that relative paths of a value start from: two up from the file that sets it (the parent of
/// `.cargo`), the working directory for variables and options. Cargo: src/context/value.rs, `root`.
std::filesystem::path root_of(const Source& source, const std::filesystem::path& cwd);

/// `path` without its last component. Unlike std::filesystem, `.` and doubled or trailing separators do not
/// count as components: Cargo's results depend on Rust's rule.
std::filesystem::path parent_of(const std::filesystem::path& path);

}  // namespace buildstd::config
