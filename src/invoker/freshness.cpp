// SPDX-License-Identifier: MIT
#include "invoker/freshness.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"

namespace buildstd::invoker {

std::filesystem::path Freshness::stamp_file(std::size_t index) const {
  const auto& unit = units_[index];
  return unit.directories.root / "done" /
         fmt::format("{}-{}-{}", unit.package_name, name_of(unit.kind), unit.extra_filename);
}

std::string Freshness::expected(std::size_t index, const std::string& observed) const {
  Fingerprint hash;
  for (const auto& dependency : units_[index].dependencies) hash.field("dependency", stamps_[dependency.unit]);
  return hash.field("observed", observed).hex();
}

bool Freshness::is_fresh(std::size_t index, const std::string& observed) {
  const auto stamp = fs::read(stamp_file(index));
  if (!stamp || *stamp != expected(index, observed)) return false;
  stamps_[index] = *stamp;
  return true;
}

Result<void> Freshness::record(std::size_t index) const {
  return fs::write_atomically(stamp_file(index), stamps_[index]);
}

std::string Freshness::store_key(std::size_t index, const std::optional<std::string>& wrapper) const {
  Fingerprint hash;
  hash.field("unit", units_[index].key).field("dependencies", expected(index, {}));
  // Whatever stands before the compiler may change what it makes.
  if (wrapper) hash.field("wrapper", *wrapper);
  return hash.hex();
}

}  // namespace buildstd::invoker
