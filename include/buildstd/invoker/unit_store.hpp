// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"

namespace buildstd::invoker {

/// What a unit has made, by names that are the same in every build directory.
struct UnitFiles {
  struct File {
    std::string name;
    std::filesystem::path place;
  };
  std::vector<File> files;
  std::filesystem::path folder;  ///< a whole tree: a build script's OUT_DIR; empty: there is none
};

/// Names of files below `UnitFiles::folder` start with this.
inline constexpr std::string_view folder_prefix = "out/";

/// One file of a unit, by its name, and what is in it.
struct FileContent {
  std::string name;
  std::uint64_t size = 0;
  std::string fingerprint;
  fs::FileState state = {};  ///< in its place in this build, as of buildstd's own; not kept beyond it
  bool is_executable = false;
};

/// Where a file of this name belongs; nothing where the unit has no such file.
std::optional<std::filesystem::path> place_of(const std::string& name, const UnitFiles& files);
/// All that is there of the files; a wrapped compiler may not have written its dep-info.
Result<std::vector<FileContent>> contents_of(const UnitFiles& files);

/// A finished unit beyond the build that has made it.
struct StoredUnit {
  std::string key;    ///< over all that is known before it is made
  std::string title;  ///< for people: `core v0.0.0 (x86_64-unknown-linux-gnu)`
  UnitFiles files;
};

/// What came out of a unit, and what it depends on beside its key.
struct UnitResult {
  std::vector<FileContent> files;
  ObservedInputs observed;
};

/// Where finished units are kept beyond a build: the cache, or a test's imagination.
class UnitStore {
 public:
  using Found = UnitResult;  ///< as given to `keep`, and still true
  struct Missing {
    std::string reason;  ///< for people
  };
  using Answer = std::variant<Found, Missing>;

  virtual ~UnitStore() = default;

  /// Puts the unit's files in their places. What is not whole, not the unit's, or no longer true is missing, and so is
  /// what cannot be read; then none of the files is there.
  virtual Answer fetch(const StoredUnit& unit, const Environment& environment) = 0;
  /// Keeps the files of a unit that has just been made. A failure costs the next build time, nothing else.
  virtual void keep(const StoredUnit& unit, const UnitResult& result) = 0;
};

}  // namespace buildstd::invoker
