// SPDX-License-Identifier: MIT
#include "include.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "merge.hpp"
#include "read.hpp"

namespace buildstd::config {

namespace {

// A file can name itself by ever longer paths, several times over; nobody has this many.
constexpr std::size_t most_files = 256;
// All files of one chain of includes together; one may have `largest_toml_file`.
constexpr std::size_t most_bytes = 2U << 20;

// Of a long chain of includes an error tells the first few.
constexpr std::size_t most_told = 8;

/// One entry of `include`.
struct Include {
  std::string path;
  bool optional = false;
  Source source;
};

Error expected(std::string_view what, const Value& found, std::string_view where) {
  return at(Error(fmt::format("expected {}, but found {} at `{}` in {}", what, found.type_name(), where,
                              found.source.describe())),
            found.source);
}

Result<Include> parse_entry(const Value& entry, std::size_t index) {
  if (const auto* path = entry.string()) return Include{*path, false, entry.source};
  const auto* const table = entry.table();
  if (table == nullptr) return fail(expected("a string or table", entry, fmt::format("include[{}]", index)));

  Include include{{}, false, entry.source};
  const auto path = table->find("path");
  if (path == table->end()) {
    return fail(at(Error(fmt::format("missing field `path` at `include[{}]` in {}", index, entry.source.describe())),
                   entry.source));
  }
  if (path->second.string() == nullptr) {
    return fail(expected("a string", path->second, fmt::format("include[{}].path", index)));
  }
  include.path = *path->second.string();
  if (const auto optional = table->find("optional"); optional != table->end()) {
    const auto* const flag = std::get_if<bool>(&optional->second.data);
    if (flag == nullptr) {
      return fail(expected("a boolean", optional->second, fmt::format("include[{}].optional", index)));
    }
    include.optional = *flag;
  }
  return include;
}

// Templates and globs may come to mean something one day; until then Cargo refuses them.
Result<void> check_path(const Include& include) {
  const auto refuse = [&](std::string_view rule) {
    return fail(at(Error(fmt::format("expected a config include path {}, but found `{}` from {}", rule, include.path,
                                     include.source.describe())),
                   include.source));
  };
  if (std::filesystem::path(include.path).extension() != ".toml") return refuse("ending with `.toml`");
  if (include.path.find_first_of("*?[]") != std::string::npos) return refuse("without glob patterns");
  if (include.path.find_first_of("{}") != std::string::npos) return refuse("without template braces");
  return {};
}

/// Takes `include` out of a file's table.
Result<std::vector<Include>> take_includes(Value::Table& table) {
  auto node = table.extract("include");
  if (node.empty()) return std::vector<Include>();
  const auto* const list = node.mapped().list();
  if (list == nullptr) {
    return fail(expected("a list of strings or a list of tables", node.mapped(), "include")
                    .help("write `include = [\"…\"]`, also for one file"));
  }
  std::vector<Include> includes;
  for (const auto& entry : *list) {
    BUILDSTD_TRY(auto include, parse_entry(entry, includes.size()));
    includes.push_back(std::move(include));
  }
  for (const auto& include : includes) BUILDSTD_CHECK(check_path(include));
  return includes;
}

}  // namespace

Result<Value> Loader::load(const std::filesystem::path& file) {
  if (!seen_.insert(parent_of(file) / file.filename()).second) {
    return fail(fmt::format("config `include` cycle detected with path `{}`", file.string()));
  }
  if (seen_.size() > most_files) return fail(fmt::format("config `include` leads to more than {} files", most_files));
  BUILDSTD_TRY(auto text, read_toml_text(file));
  bytes_ += text.size();
  if (bytes_ > most_bytes) {
    return fail(fmt::format("config `include` leads to more than {} bytes of configuration", most_bytes));
  }
  BUILDSTD_TRY(auto value, read_text(std::move(text), file, kind_));
  return with_includes(std::move(value));
}

Result<Value> Loader::with_includes(Value value) {
  BUILDSTD_TRY(const auto includes, take_includes(std::get<Value::Table>(value.data)));
  Value root{Value::Table(), value.source};
  for (const auto& include : includes) {
    const auto base = include.source.document ? parent_of(include.source.document->file()) : cwd_;
    const auto path = base / include.path;
    looked_for_.push_back(path);
    if (include.optional && !fs::exists(path)) continue;

    ++depth_;
    auto loaded = load(path);
    --depth_;
    auto merged = loaded ? merge(root, *std::move(loaded), Precedence::incoming)
                         : Result<void>(std::unexpected(std::move(loaded).error()));
    if (!merged) {
      auto error = std::move(merged).error();
      if (!error.place()) error = at(std::move(error), include.source);
      if (depth_ >= most_told) return fail(std::move(error));
      return fail(std::move(error).context(
          fmt::format("failed to load config include `{}` from {}", include.path, include.source.describe())));
    }
  }
  BUILDSTD_CHECK(merge(root, std::move(value), Precedence::incoming));
  return root;
}

}  // namespace buildstd::config
