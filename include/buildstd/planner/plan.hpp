// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/base/input_states.hpp"
#include "buildstd/planner/request.hpp"
#include "buildstd/planner/unit.hpp"

/// From a request to the exact list of what is to be run. `Plan` is the centre of the project: `build` executes it,
/// `plan` prints it, keys come from it, tests compare it.
namespace buildstd::planner {

/// Part of all keys. Changes with anything that makes the same values give another result: the order of arguments in
/// `render`, say.
inline constexpr std::string_view key_format = "6";

/// One fixed choice of the build and where it comes from; `buildstd plan -v` prints them.
struct Choice {
  std::string name;
  std::string value;
  std::string source;
};

/// An object file beside the crates that some targets have (`rsbegin.o`), compiled from a source of its own.
struct StartupObject {
  std::filesystem::path compiler;
  std::string target;               ///< as `--target` takes it
  std::filesystem::path source;     ///< in `library/rtstartup`
  std::filesystem::path directory;  ///< where the compiler stands
  std::string name;                 ///< of the file
};

/// A directed acyclic graph of units, dependencies before their dependents.
struct Plan {
  std::string target;  ///< name
  StdCrates crates = StdCrates::std;
  std::vector<Unit> units;
  std::vector<std::size_t> roots;
  std::vector<StartupObject> startup_objects;
  std::vector<Choice> choices;
  std::string profile;                           ///< the workspace's profile that is used
  std::filesystem::path source_root;             ///< the folder above `library`
  std::vector<std::filesystem::path> manifests;  ///< it was made from, and the lock file
  std::shared_ptr<const InputStates> inputs;     ///< `Request::inputs`
  /// Over the keys of all units; the plan's directories are named after it.
  std::string key;
  Directories directories;
};

/// Plans a build. Errors name what of the sources is inconsistent or absent.
Result<Plan> make_plan(const Request& request);

}  // namespace buildstd::planner
