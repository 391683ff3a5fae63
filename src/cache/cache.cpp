// SPDX-License-Identifier: MIT
#include "buildstd/cache/cache.hpp"

#include <fmt/format.h>

#include <utility>

#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/base/utf8.hpp"
#include "cache/entry.hpp"
#include "cache/layout.hpp"

// The directory: `v1/units/AB/KEY/VARIANT/`, a variant for each set of observed inputs; `v1/incoming/` for what is on
// its way in or out; `v1/locks/`; `v1/answers/`. Another layout gets another number.
namespace buildstd::cache {

namespace {

using fs::Path;
using fs::TrustedDirectory;
using invoker::FileContent;
using invoker::StoredUnit;
using invoker::UnitResult;

// Of one unit with different observed inputs: what more there are is not looked at.
constexpr std::size_t most_variants = 32;

constexpr const char* layout = "v1";

// Cargo and backup programs know it (https://bford.info/cachedir/).
constexpr std::string_view cache_tag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This directory holds what buildstd has compiled; it may be removed at any time.\n";

Error not_used(const Path& directory, const Error& reason) {
  auto error = Error(fmt::format("the cache `{}` is not used: {}", directory.string(), reason.message()));
  for (const auto& cause : reason.causes()) error = std::move(error).caused_by(cause);
  for (const auto& help : reason.helps()) error = std::move(error).help(help);
  return std::move(error).help("name another directory for it with BUILDSTD_CACHE_DIR");
}

// What others can write to, or have put there, is one part of the cache; what they have changed elsewhere is not known.
Error not_trusted(const Path& directory, const Error& reason) {
  auto error = Error(reason.message());
  for (const auto& cause : reason.causes()) error = std::move(error).caused_by(cause);
  return not_used(directory,
                  std::move(error).help(fmt::format("remove it, as others may have changed what is in it: `rm -rf {}`",
                                                    text::shell_quote(directory.string()))));
}

// Of what is there no more than a part that cannot be made is missing.
Result<TrustedDirectory> open_part(const TrustedDirectory& root, const std::string& name, const Path& directory) {
  const bool is_there = root.file_state(name).has_value();
  auto part = is_there ? root.directory(name) : root.make_directory(name);
  if (part) return part;
  return fail(is_there ? not_trusted(directory, part.error()) : not_used(directory, part.error()));
}

enum class Served { yes, damaged, not_possible };
struct Serving {
  Served result = Served::yes;
  std::string reason = {};
};

// Checked under its new name: nobody can exchange it between the two.
Serving restore(FileContent& file, const TrustedDirectory& variant, const Path& to) {
  const Path name(file.name);
  const auto from = find_directory(variant, name.parent_path());
  if (!from) return {Served::damaged, from.error().message()};
  if (const auto usable = from->check_file(name.filename().string()); !usable)
    return {Served::damaged, usable.error().message()};
  auto placed = fs::create_directories(to.parent_path());
  if (placed) placed = fs::remove_all(to);
  if (placed) placed = from->share_to(name.filename().string(), to);
  if (!placed) return {Served::not_possible, placed.error().message()};
  const auto state = fs::file_state(to);
  if (state) file.state = state->of_own_file();
  if (!state || state->size != file.size) return {Served::damaged, "the kept copy has another size"};
  const auto content = fingerprint_of_file(to);
  if (!content || *content != file.fingerprint) return {Served::damaged, "the kept copy is damaged"};
  return {};
}

Serving restore_all(Entry& entry, const TrustedDirectory& variant, const invoker::UnitFiles& files) {
  if (!files.folder.empty()) {
    auto room = fs::remove_all(files.folder);
    if (room) room = fs::create_directories(files.folder);
    if (!room) return {Served::not_possible, room.error().message()};
  }
  for (auto& file : entry.result.files) {
    const auto place = place_of(file.name, files);
    if (!place) return {Served::damaged, fmt::format("the kept copy has a file `{}`", file.name)};
    if (auto serving = restore(file, variant, *place); serving.result != Served::yes) return serving;
  }
  return {};
}

void take_back(const invoker::UnitFiles& files) {
  // The reason why is what counts; what stays is noticed, for no stamp says that the unit is done.
  for (const auto& file : files.files) [[maybe_unused]]
    const auto removed = fs::remove_all(file.place);
  if (!files.folder.empty()) [[maybe_unused]]
    const auto removed = fs::remove_all(files.folder);
}

}  // namespace

std::optional<Location> locate(const Environment& environment, const Path& cwd) {
  if (const auto named = environment.get("BUILDSTD_CACHE_DIR"))
    return named->empty() ? std::nullopt : std::optional(Location{fs::absolute(*named, cwd), true});
  const auto home = environment.get("HOME").value_or("");
  if (const auto folder = personal_folder(environment, "XDG_CACHE_HOME", ".cache")) {
    const bool is_in_home = *folder == Path(home) / ".cache";
    return Location{*folder / "buildstd", false, is_in_home ? Path(home) : "/"};
  }
  const Path local = environment.get("LOCALAPPDATA").value_or("");  // Windows
  if (local.is_absolute()) return Location{local / "buildstd", false, local};
  return std::nullopt;
}

Cache::Cache(TrustedDirectory root, TrustedDirectory units, TrustedDirectory incoming, TrustedDirectory locks,
             TrustedDirectory answers)
    : root_(std::move(root)),
      units_(std::move(units)),
      incoming_(std::move(incoming)),
      locks_(std::move(locks)),
      answers_(std::make_shared<const TrustedDirectory>(std::move(answers))) {}

Result<Cache> Cache::open(const Location& location) {
  const auto& named = location.directory;
  BUILDSTD_CHECK(check_utf8(named, "the cache"));
  const auto directory = TrustedDirectory::open(named, location.not_made);
  if (!directory) return fail(not_used(named, directory.error()));
  BUILDSTD_TRY(auto root, open_part(*directory, layout, named));
  BUILDSTD_TRY(auto units, open_part(root, "units", named));
  BUILDSTD_TRY(auto incoming, open_part(root, "incoming", named));
  BUILDSTD_TRY(auto locks, open_part(root, "locks", named));
  BUILDSTD_TRY(auto answers, open_part(root, "answers", named));
  constexpr const char* tag = "CACHEDIR.TAG";
  if (!directory->file_state(tag)) [[maybe_unused]]
    const auto tagged = directory->write(tag, cache_tag);
  return Cache(std::move(root), std::move(units), std::move(incoming), std::move(locks), std::move(answers));
}

Result<TrustedDirectory> Cache::open_answers(const Location& location) {
  BUILDSTD_TRY(const auto directory, TrustedDirectory::open(location.directory, std::nullopt));
  BUILDSTD_TRY(const auto root, directory.directory(layout));
  return root.directory("answers");
}

std::optional<TrustedDirectory> Cache::open_unit(const std::string& key, std::string& reason) const {
  const auto group = open_or_drop(units_, group_of(key), reason);
  return group ? open_or_drop(*group, key, reason) : std::nullopt;
}

// What is there and not to be trusted goes.
std::optional<TrustedDirectory> Cache::open_or_drop(const TrustedDirectory& directory, const std::string& name,
                                                    std::string& reason) const {
  if (!directory.file_state(name)) return std::nullopt;
  auto opened = directory.directory(name);
  if (opened) return *std::move(opened);
  reason = opened.error().message();
  drop(directory, name);
  return std::nullopt;
}

invoker::UnitStore::Answer Cache::fetch(const StoredUnit& unit, const Environment& environment) {
  Missing missing;
  const auto kept = open_unit(unit.key, missing.reason);
  if (!kept) return missing;
  auto names = kept->list().value_or(std::vector<std::string>());
  if (names.size() > most_variants) names.resize(most_variants);
  for (const auto& name : names) {
    const auto variant = kept->directory(name);
    auto entry = variant ? read_entry(*variant) : std::unexpected(variant.error());
    if (entry && entry->key != unit.key)
      entry = fail(Error(fmt::format("`{}` is another unit's", variant->path().string())));
    if (entry) {
      if (auto change = entry->result.observed.change(environment)) {
        missing.reason = *std::move(change);
        continue;
      }
    }
    auto serving =
        entry ? restore_all(*entry, *variant, unit.files) : Serving{Served::damaged, entry.error().message()};
    if (serving.result == Served::yes) {
      variant->touch(entry_file);
      used_.emplace(unit.key, name);
      return std::move(entry->result);
    }
    take_back(unit.files);
    missing.reason = std::move(serving.reason);
    if (serving.result == Served::damaged) drop(*kept, name);
  }
  return missing;
}

Result<void> Cache::stage(const StoredUnit& unit, const UnitResult& result, const TrustedDirectory& staged) const {
  for (const auto& file : result.files) {
    const auto place = place_of(file.name, unit.files);
    if (!place) return fail(Error(fmt::format("`{}` is no file of the unit", file.name)));
    const Path name(file.name);
    BUILDSTD_TRY(const auto to, make_directories(staged, name.parent_path()));
    BUILDSTD_CHECK(to.share_here(*place, name.filename().string()));
  }
  return write_entry(staged, {unit.key, unit.title, result});
}

Result<void> Cache::publish(const std::string& staged, const std::string& key, const std::string& variant) const {
  BUILDSTD_TRY(const auto group, units_.make_directory(group_of(key)));
  BUILDSTD_TRY(const auto kept, group.make_directory(key));
  if (kept.file_state(variant)) return fail("somebody else was faster");  // then that copy stays
  return incoming_.rename(staged, kept, variant);
}

void Cache::keep(const StoredUnit& unit, const UnitResult& result) {
  if (!keeps_) return;
  const auto staged = incoming_.make_unique_directory();
  if (!staged) return note_trouble(staged.error());
  const auto name = staged->path().filename().string();
  const auto made = stage(unit, result, *staged);
  if (!made) note_trouble(made.error());
  if (made) used_.emplace(unit.key, result.observed.digest());
  // What is not published is somebody else's already, or was removed to make room meanwhile.
  if (made && publish(name, unit.key, result.observed.digest())) return;
  [[maybe_unused]] const auto removed = incoming_.remove(name);
}

// By a rename first, so that nobody reads one that is half gone.
void Cache::drop(const TrustedDirectory& directory, const std::string& name) const {
  const auto aside = fs::unique_name();
  if (directory.rename(name, incoming_, aside)) [[maybe_unused]]
    const auto removed = incoming_.remove(aside);
}

fs::FileLock Cache::lock(const std::string& name, const std::function<void()>& waiting) {
  auto lock = fs::FileLock::acquire(locks_, name, waiting);
  if (lock && lock->is_held()) return *std::move(lock);
  if (!lock) {
    note_trouble(lock.error());
    return fs::FileLock::none();
  }
  trouble_ = Error(fmt::format("the file system of the cache `{}` has no locks", root_.path().string()))
                 .note("builds at once may compile the same twice");
  return *std::move(lock);
}

void Cache::note_trouble(const Error& error) {
  keeps_ = false;
  if (trouble_) return;
  auto trouble = Error(
      fmt::format("nothing more is kept in the cache `{}`: {}", root_.path().parent_path().string(), error.message()));
  for (const auto& cause : error.causes()) trouble = std::move(trouble).caused_by(cause);
  trouble_ = std::move(trouble);
}

std::optional<Error> Cache::take_trouble() { return std::exchange(trouble_, std::nullopt); }

}  // namespace buildstd::cache
