// SPDX-License-Identifier: MIT
#include "buildstd/ops/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"
#include "ops/install.hpp"
#include "ops/requests.hpp"

namespace buildstd::ops {

namespace {

bool has_crates(const std::filesystem::path& folder) {
  const auto names = fs::list(folder).value_or(std::vector<std::string>());
  return std::ranges::any_of(names, [](const auto& name) { return name.ends_with(".rlib"); });
}

Result<std::filesystem::path> reference(const Session& session, const std::string& target,
                                        const std::optional<std::filesystem::path>& against) {
  if (!against) {
    auto prebuilt = session.compiler.toolchain.target_libraries(target);
    if (has_crates(prebuilt)) return prebuilt;
    return fail(
        Error(fmt::format("the toolchain has no prebuilt std for `{}` to compare with", text::printable(target)))
            .help("install it, or name another sysroot with `--against DIR`"));
  }
  const auto named = fs::absolute(*against, session.process_context.cwd);
  for (const auto& folder : {rustlib::libraries(named, target), named}) {
    if (has_crates(folder)) return folder;
  }
  return fail(
      Error(fmt::format("there is no std for `{}` in `{}`", text::printable(target), text::printable(named.string())))
          .help("name a sysroot, or its folder lib/rustlib/TARGET/lib"));
}

// Members of std's own workspace have no versions worth telling.
std::map<std::string, std::string> dependency_versions(const planner::Plan& plan) {
  std::map<std::string, std::string> versions;
  for (const auto& unit : plan.units) {
    if (unit.platform == planner::Platform::target && !unit.is_member)
      versions[unit.package_name] = unit.package_version;
  }
  return versions;
}

std::vector<std::string> missing_archives(const toolchain::Prebuilt& prebuilt, const planner::NativeRuntimes& given) {
  std::vector<std::string> variables;
  const auto lacks = [&](std::string_view crate, bool has_code) {
    const auto* const found = prebuilt.find(crate);
    return found != nullptr && !found->foreign_objects.empty() && !has_code;
  };
  if (lacks(std_layout::compiler_builtins, given.builtins)) variables.emplace_back("LLVM_COMPILER_RT_LIB");
  if (lacks(std_layout::profiler_builtins, given.profiler)) variables.emplace_back("LLVM_PROFILER_RT_LIB");
  return variables;
}

}  // namespace

Result<std::vector<Comparison>> comparisons(const Session& session, const std::vector<Sysroot>& sysroots,
                                            const std::optional<std::filesystem::path>& against,
                                            WithProvenance with_provenance) {
  BUILDSTD_TRY(const auto plans, plan(session));
  BUILDSTD_TRY(const auto folders, link_folders(session.selection, session.process_context.cwd));
  std::vector<Comparison> all;
  for (const auto& sysroot : sysroots) {
    if (sysroot.is_prebuilt)
      return fail(Error(fmt::format("nothing is built for `{}`: the configuration says `never`", sysroot.target))
                      .help("build it all the same with `--force`"));
    Comparison comparison{sysroot.target, rustlib::libraries(sysroot.path, sysroot.target), {}, {}, {}, {}};
    BUILDSTD_TRY(comparison.there, reference(session, sysroot.target, against));
    const auto planned = std::ranges::find_if(plans, [&](const auto& plan) { return plan.target == sysroot.target; });
    if (planned != plans.end()) {
      comparison.versions_here = dependency_versions(*planned);
      const auto choice = std::ranges::find(session.targets.all, sysroot.target,
                                            [](const TargetChoice& each) { return each.target.name; });
      BUILDSTD_CHECK(
          check_content(session.storage, *planned, find_link_inputs(session.compiler.toolchain, *choice, folders)));
      if (choice->prebuilt && !against)
        comparison.missing_archives = missing_archives(*choice->prebuilt, native_runtimes(session));
      if (with_provenance == WithProvenance::yes) {
        BUILDSTD_TRY(comparison.provenance, provenance(session, *planned));
      }
    }
    all.push_back(std::move(comparison));
  }
  return all;
}

Result<std::filesystem::path> verify_program(const ProcessContext& process_context) {
  const auto& program = process_context.installed.verify;
  if (!program.empty()) return program;
  return fail(
      Error("`buildstd-verify` is not installed beside buildstd")
          .help("it is part of buildstd, left out where LLVM's libraries were missing: install the whole of it"));
}

}  // namespace buildstd::ops
