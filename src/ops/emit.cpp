// SPDX-License-Identifier: MIT
#include "buildstd/ops/emit.hpp"

#include "buildstd/base/rustlib.hpp"

namespace buildstd::ops {

Result<void> check_emission(const Session& session) {
  const auto& emission = session.selection.emission;
  if (!emission) return {};
  if (session.targets.size() != 1)
    return fail(Error("`--emit` is for one target").help("choose one with `--target`").exit_status(1));
  const auto& choice = session.targets.front();
  if (choice.never)
    return fail(Error("the prebuilt standard library is to be used: there is nothing to emit")
                    .note("the configuration says `build-std.when = \"never\"`")
                    .help("add `--force` to build it all the same"));
  if (choice.crates == StdCrates::std)
    return fail(Error("`--emit` is for core and alloc: std cannot be linked without the crates that it depends on")
                    .help("add `--crates core` or `--crates alloc`, or let rustc link with `--sysroot`")
                    .exit_status(1));
  if (emission->object && session.selection.metadata_only)
    return fail(Error("`--emit obj` needs code, not only metadata").help("leave out `--check`").exit_status(1));
  return {};
}

Result<void> emit(const std::vector<Sysroot>& sysroots, const Selection& selection) {
  if (!selection.emission) return {};
  const auto& made = sysroots.front();
  return sysroot::emit(rustlib::libraries(made.path, made.target), *selection.emission);
}

}  // namespace buildstd::ops
