// SPDX-License-Identifier: MIT
#include "buildstd/ops/emit.hpp"

#include <algorithm>
#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"

namespace buildstd::ops {

std::optional<sysroot::Emission> emission(const Selection& selection, const std::filesystem::path& cwd) {
  if (selection.emit.empty() || !selection.artifact_dir) return std::nullopt;
  const auto wants = [&](std::string_view kind) {
    return std::ranges::find(selection.emit, kind) != selection.emit.end();
  };
  return sysroot::Emission{fs::absolute(*selection.artifact_dir, cwd), wants("obj"), wants("metadata")};
}

Result<void> check_emission(const Selection& selection, const std::vector<TargetChoice>& targets) {
  const auto wanted = emission(selection, {});
  if (!wanted) return {};
  if (targets.size() != 1)
    return fail(Error("`--emit` is for one target").help("choose one with `--target`").exit_status(1));
  const auto& choice = targets.front();
  if (choice.never)
    return fail(Error("the prebuilt standard library is to be used: there is nothing to emit")
                    .note("the configuration says `build-std.when = \"never\"`")
                    .help("add `--force` to build it all the same"));
  if (choice.crates == StdCrates::std)
    return fail(Error("`--emit` is for core and alloc: std cannot be linked without the crates that it depends on")
                    .help("add `--crates core` or `--crates alloc`, or let rustc link with `--sysroot`")
                    .exit_status(1));
  if (wanted->object && selection.metadata_only)
    return fail(Error("`--emit obj` needs code, not only metadata").help("leave out `--check`").exit_status(1));
  return {};
}

Result<void> emit(const std::vector<Sysroot>& sysroots, const sysroot::Emission& emission) {
  const auto& made = sysroots.front();
  return sysroot::emit(rustlib::libraries(made.path, made.target), emission);
}

}  // namespace buildstd::ops
