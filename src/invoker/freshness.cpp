// SPDX-License-Identifier: MIT
#include "invoker/freshness.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

namespace {

std::string lines_of(const std::vector<FileContent>& made) {
  std::string lines;
  for (const auto& file : made) lines += fmt::format("{} {} {}\n", file.fingerprint, file.size, file.name);
  return lines;
}

}  // namespace

std::filesystem::path Freshness::stamp_file(std::size_t index) const {
  const auto& unit = units_[index];
  return unit.directories.root / "done" /
         fmt::format("{}-{}-{}", unit.package_name, name_of(unit.kind), unit.extra_filename);
}

std::string Freshness::expected(std::size_t index, const std::string& observed) const {
  Digest hash;
  for (const auto& dependency : units_[index].dependencies) {
    // What a build script depends on is also what its run does (UnitResults): the run's result can be there without it.
    const bool is_script = units_[dependency.unit].kind == planner::UnitKind::build_script;
    hash.field("dependency", is_script ? expected(dependency.unit, {}) : stamps_[dependency.unit]);
  }
  return hash.field("observed", observed).hex();
}

std::optional<std::vector<FileContent>> Freshness::find_done(std::size_t index, const std::string& observed,
                                                             const UnitFiles& files) {
  const auto text = fs::read(stamp_file(index));
  if (!text) return std::nullopt;
  auto stamp = expected(index, observed);
  const auto lines = text::lines(*text);
  if (lines.empty() || lines.front() != stamp) return std::nullopt;
  auto made = contents_of(files);
  if (!made || lines_of(*made) != std::string_view(*text).substr(stamp.size() + 1)) return std::nullopt;
  stamps_[index] = std::move(stamp);
  return *std::move(made);
}

Result<void> Freshness::record(std::size_t index, const std::vector<FileContent>& made) const {
  return fs::write_atomically(stamp_file(index), stamps_[index] + "\n" + lines_of(made));
}

std::string Freshness::store_key(std::size_t index, const std::optional<std::string>& wrapper) const {
  Digest hash;
  hash.field("unit", units_[index].key).field("dependencies", expected(index, {}));
  // Whatever stands before the compiler may change what it makes.
  if (wrapper) hash.field("wrapper", *wrapper);
  return hash.hex();
}

}  // namespace buildstd::invoker
