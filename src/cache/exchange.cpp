// SPDX-License-Identifier: MIT
// Units that come into the cache from elsewhere, and those that are given away.
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "buildstd/cache/cache.hpp"
#include "cache/entry.hpp"
#include "cache/layout.hpp"

namespace buildstd::cache {

namespace {

using fs::Path;
using fs::TrustedDirectory;

constexpr std::size_t length_of_key = 64;  // SHA-256

bool is_key(const std::string& key) {
  return key.size() == length_of_key && key.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// A name that stays below where it is put, and is not the description's.
bool is_name_of_file(const Path& name) {
  return !name.empty() && name.is_relative() && name != entry_file && text::printable(name.string()) == name.string() &&
         std::ranges::none_of(name, [](const auto& part) { return part.empty() || part == "." || part == ".."; });
}

KeptUnit described(const TrustedDirectory& variant, const Entry& entry) {
  KeptUnit kept{entry.key, to_text(entry), {}};
  for (const auto& file : entry.result.files) kept.files.push_back(variant.path() / file.name);
  return kept;
}

}  // namespace

Result<Path> Cache::make_incoming() const {
  BUILDSTD_TRY(const auto made, incoming_.make_unique_directory());
  return made.path();
}

void Cache::discard(const Path& incoming) const {
  [[maybe_unused]] const auto removed = incoming_.remove(incoming.filename().string());
}

Result<void> Cache::take_files(const TrustedDirectory& from, const std::vector<std::string>& files,
                               const invoker::UnitResult& result, const TrustedDirectory& staged) const {
  if (files.size() != result.files.size()) return fail("its files are not those of its description");
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Path source(files[i]);
    const Path name(result.files[i].name);
    if (!is_name_of_file(name) || !is_name_of_file(source))
      return fail(Error(fmt::format("`{}` is no name of a file of a unit", name.string())));
    if (fs::exists(staged.path() / name)) return fail(Error(fmt::format("`{}` is there twice", name.string())));
    BUILDSTD_TRY(const auto source_directory, find_directory(from, source.parent_path()));
    BUILDSTD_TRY(const auto to, make_directories(staged, name.parent_path()));
    BUILDSTD_CHECK(source_directory.rename(source.filename().string(), to, name.filename().string()));
  }
  return {};
}

Result<void> Cache::accept(const Path& incoming, const std::string& key, const std::string& record,
                           const std::vector<std::string>& files) {
  BUILDSTD_TRY(const auto entry, parse_entry(record));
  if (entry.key != key || !is_key(key)) return fail("it is another unit's");
  BUILDSTD_TRY(const auto from, incoming_.directory(incoming.filename().string()));
  BUILDSTD_TRY(const auto staged, incoming_.make_unique_directory());
  const auto name = staged.path().filename().string();
  auto kept = take_files(from, files, entry.result, staged);
  if (kept) kept = write_entry(staged, entry);
  const auto variant = entry.result.observed.digest();
  // What is there already is as good.
  if (kept && !describe(key, variant)) kept = publish(name, key, variant);
  [[maybe_unused]] const auto removed = incoming_.remove(name);
  return kept;
}

std::optional<KeptUnit> Cache::describe(const std::string& key, const std::string& variant) const {
  const auto directory = find_directory(units_, Path(group_of(key)) / key / variant);
  if (!directory) return std::nullopt;
  const auto entry = read_entry(*directory);
  return entry && entry->key == key ? std::optional(described(*directory, *entry)) : std::nullopt;
}

std::vector<KeptUnit> Cache::describe_used() const {
  std::vector<KeptUnit> all;
  for (const auto& [key, variant] : used_) {
    if (auto kept = describe(key, variant)) all.push_back(*std::move(kept));
  }
  return all;
}

std::vector<KeptUnit> Cache::describe_all() const {
  std::vector<KeptUnit> all;
  visit_variants(units_, [&](const TrustedDirectory&, const VariantName& name) {
    if (auto kept = describe(name.unit, name.variant)) all.push_back(*std::move(kept));
  });
  return all;
}

}  // namespace buildstd::cache
