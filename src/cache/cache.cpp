// SPDX-License-Identifier: MIT
#include "buildstd/cache/cache.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/utf8.hpp"
#include "cache/entry.hpp"

// The folder: `v1/units/AB/KEY/VARIANT/`, a variant for each set of observed inputs; `v1/incoming/` for what is on its
// way in or out; `v1/locks/`; `v1/answers/`. Another layout gets another number.
namespace buildstd::cache {

namespace {

using fs::Path;
using invoker::StoredUnit;

// Of one unit with different observed inputs: what more there are is not looked at.
constexpr std::size_t most_variants = 32;

// Cargo and backup programs know it (https://bford.info/cachedir/).
constexpr std::string_view cache_tag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This directory holds what buildstd has compiled; it may be removed at any time.\n";

Error not_trusted(const Path& directory, const std::string& reason) {
  return Error(fmt::format("the cache `{}` is not used: {}", directory.string(), reason))
      .help("make it yours alone (`chmod go-w`, `chown`), or name another with BUILDSTD_CACHE_DIR");
}

Result<Entry::File> take_in(const Path& from, const Path& folder, const std::string& name) {
  const auto to = folder / name;
  BUILDSTD_CHECK(fs::create_directories(to.parent_path()));
  BUILDSTD_CHECK(fs::share(from, to));
  BUILDSTD_CHECK(fs::make_read_only(to));
  BUILDSTD_TRY(auto content, fingerprint_of_file(to));
  return Entry::File{name, fs::stamp(to).value_or(fs::FileStamp()).size, std::move(content)};
}

// Checked after it has its new name: nobody can exchange it between the two.
Result<void> hand_out(const Entry::File& file, const Path& folder, const Path& to) {
  const auto from = folder / file.name;
  if (!fs::is_own(from)) return fail(not_trusted(from, "others may write to it"));
  BUILDSTD_CHECK(fs::create_directories(to.parent_path()));
  BUILDSTD_CHECK(fs::remove_all(to));
  BUILDSTD_CHECK(fs::share(from, to));
  const auto stamp = fs::stamp(to);
  if (!stamp || stamp->size != file.size) return fail(Error("the kept copy has another size"));
  BUILDSTD_TRY(const auto content, fingerprint_of_file(to));
  if (content != file.content) return fail(Error("the kept copy is damaged"));
  return {};
}

void take_back(const invoker::UnitFiles& files) {
  // The reason why is what counts; what stays is noticed, for no stamp says that the unit is done.
  for (const auto& file : files.files) [[maybe_unused]]
    const auto removed = fs::remove_all(file.place);
  if (!files.folder.empty()) [[maybe_unused]]
    const auto removed = fs::remove_all(files.folder);
}

Result<void> hand_out_all(const Entry& entry, const Path& folder, const invoker::UnitFiles& files) {
  if (!files.folder.empty()) {
    BUILDSTD_CHECK(fs::remove_all(files.folder));
    BUILDSTD_CHECK(fs::create_directories(files.folder));
  }
  for (const auto& file : entry.files) {
    const auto place = place_of(file, files);
    if (!place) return fail(Error(fmt::format("the kept copy has a file `{}`", file.name)));
    BUILDSTD_CHECK(hand_out(file, folder, *place));
  }
  return {};
}

}  // namespace

std::optional<Location> locate(const Environment& environment, const Path& cwd) {
  if (const auto named = environment.get("BUILDSTD_CACHE_DIR"))
    return named->empty() ? std::nullopt : std::optional(Location{fs::absolute(*named, cwd), true});
  if (const auto folder = personal_folder(environment, "XDG_CACHE_HOME", ".cache"))
    return Location{*folder / "buildstd", false};
  const Path local = environment.get("LOCALAPPDATA").value_or("");  // Windows
  if (local.is_absolute()) return Location{local / "buildstd", false};
  return std::nullopt;
}

Result<Cache> Cache::open(const Path& directory) {
  BUILDSTD_CHECK(check_utf8(directory, "the cache"));
  const auto root = directory / "v1";
  BUILDSTD_CHECK(fs::create_private_directories(directory));
  BUILDSTD_CHECK(fs::create_private_directories(root));
  for (const auto& folder : {directory, root}) {
    if (!fs::is_own(fs::canonical(folder)))
      return fail(not_trusted(folder, "it is not yours, or others may write to it"));
  }
  if (const auto above = fs::writable_by_others(root))
    return fail(not_trusted(directory, fmt::format("others may write to `{}`", above->string())));
  for (const auto* folder : {"units", "incoming", "locks", "answers"})
    BUILDSTD_CHECK(fs::create_private_directories(root / folder));
  if (const auto tag = directory / "CACHEDIR.TAG"; !fs::exists(tag))
    BUILDSTD_CHECK(fs::write_atomically(tag, cache_tag));
  return Cache(root);
}

Path Cache::variants(const std::string& key) const { return root_ / "units" / key.substr(0, 2) / key; }

Path Cache::staging() { return incoming() / fmt::format("{}-{}", fs::process_id(), serial_++); }

invoker::UnitStore::Answer Cache::fetch(const StoredUnit& unit, const Environment& environment) {
  Missing missing;
  const auto folder = variants(unit.key);
  auto names = fs::list(folder).value_or(std::vector<std::string>());
  if (names.size() > most_variants) names.resize(most_variants);
  for (const auto& name : names) {
    const auto variant = folder / name;
    auto entry = read_entry(variant);
    if (entry) {
      if (auto change = entry->observed.change(environment)) {
        missing.reason = *std::move(change);
        continue;
      }
    }
    const auto served = entry ? hand_out_all(*entry, variant, unit.files) : std::unexpected(entry.error());
    if (served) {
      fs::touch(variant / entry_file);
      return Found{std::move(entry->observed)};
    }
    take_back(unit.files);
    missing.reason = served.error().message();
    drop(variant);
  }
  return missing;
}

Result<void> Cache::stage(const StoredUnit& unit, const ObservedInputs& observed, const Path& folder) const {
  BUILDSTD_CHECK(fs::create_private_directories(folder));
  Entry entry{unit.title, {}, observed};
  for (const auto& [name, place] : unit.files.files) {
    if (!fs::is_file(place)) continue;  // dep-info that a wrapped compiler has not written
    BUILDSTD_TRY(auto file, take_in(place, folder, name));
    entry.files.push_back(std::move(file));
  }
  if (!unit.files.folder.empty()) {
    BUILDSTD_TRY(const auto inside, fs::list_recursively(unit.files.folder));
    for (const auto& path : inside) {
      BUILDSTD_TRY(auto file, take_in(unit.files.folder / path, folder, std::string(tree) + path.generic_string()));
      entry.files.push_back(std::move(file));
    }
  }
  return write_entry(folder, entry);
}

void Cache::keep(const StoredUnit& unit, const ObservedInputs& observed) {
  const auto folder = staging();
  const auto destination = variants(unit.key) / observed.digest();
  auto kept = stage(unit, observed, folder);
  if (kept) kept = fs::create_directories(destination.parent_path());
  // Another process may have been faster: then its copy stays.
  if (kept) kept = fs::rename(folder, destination);
  if (!kept) [[maybe_unused]]
    const auto removed = fs::remove_all(folder);
}

// Out of sight by a rename first, so that nobody reads one that is half gone.
void Cache::drop(const Path& entry) {
  const auto aside = staging();
  if (fs::rename(entry, aside)) [[maybe_unused]]
    const auto removed = fs::remove_all(aside);
}

Result<fs::FileLock> Cache::lock(const std::string& name, const std::function<void()>& waiting) const {
  return fs::FileLock::acquire(root_ / "locks" / name, waiting);
}

}  // namespace buildstd::cache
