// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::sysroot {

/// A file that linking needs and that the toolchain does not bring.
struct SuppliedFile {
  enum class Place { libraries, self_contained };  ///< beside the crates, or in the folder `self-contained` there
  Place place = Place::self_contained;
  std::string name;            ///< what the linker is told
  std::filesystem::path from;  ///< may have another name
};

/// What of the crates a sysroot gets. Against metadata libraries can be compiled, but nothing can be linked.
enum class Content {
  all,
  metadata,  ///< and no description; an error where something is already, which somebody may use
  rest,      ///< what is missing beside `metadata`, which the caller has installed: nothing of it goes away meanwhile
};

/// What becomes a sysroot.
struct InstallRequest {
  const planner::Plan& plan;                ///< of its units is there what `content` says
  std::filesystem::path toolchain_sysroot;  ///< whose host side is made reachable
  std::filesystem::path destination;        ///< the sysroot's folder; its parent is there
  std::string description;                  ///< JSON for people and tools, kept in the sysroot
  std::vector<SuppliedFile> supplied = {};
  Content content = Content::all;
};

/// Puts a sysroot together beside its destination and renames it into place: what is at the destination is
/// whole or is not there. Files are linked where the file system can; nobody may write to them afterwards. It takes the
/// place of a sysroot that is there. The caller keeps others from installing the same one meanwhile; what a killed
/// process left of an attempt is removed.
Result<void> install(const InstallRequest& request);

}  // namespace buildstd::sysroot
