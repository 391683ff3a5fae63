// SPDX-License-Identifier: MIT
#include "ops/link_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/planner/compiler_options.hpp"
#include "buildstd/planner/target_rules.hpp"

namespace buildstd::ops {

namespace {

using sysroot::SuppliedFile;

/// A file to look for: what it is called in a sysroot, and in other people's packages.
struct Wanted {
  SuppliedFile::Place place;
  std::string name;
  std::vector<std::string> other_names;
};

struct Sanitizer {
  std::string_view option;   ///< of `-Zsanitizer`
  std::string_view runtime;  ///< rustc_codegen_ssa, back/link.rs: `add_sanitizer_libraries`
};
constexpr std::array sanitizers = {Sanitizer{"address", "asan"}, Sanitizer{"thread", "tsan"},
                                   Sanitizer{"memory", "msan"}, Sanitizer{"leak", "lsan"},
                                   Sanitizer{"hwaddress", "hwasan"}};

constexpr std::string_view unwinder = "libunwind.a";

std::vector<Wanted> wanted_files(const toolchain::Toolchain& toolchain, const TargetChoice& choice) {
  std::vector<Wanted> wanted;
  const planner::UserFlags flags(choice.rustflags.flags);
  const bool own_objects = flags.brings_own_objects();
  for (const auto& name : planner::self_contained_files(choice.target)) {
    if (!own_objects) wanted.push_back({SuppliedFile::Place::self_contained, name, {}});
    // No system's compiler for musl brings an unwinder under this name, and std names it however it panics.
    if (own_objects && name == unwinder && choice.target.has_cfg("target_env", "musl"))
      wanted.push_back({SuppliedFile::Place::libraries, name, {}});
  }
  const bool is_linux = choice.target.has_cfg("target_os", "linux");
  for (const auto& name : flags.sanitizers()) {
    const auto* const known = std::ranges::find(sanitizers, std::string_view(name), &Sanitizer::option);
    if (known == sanitizers.end() || !is_linux) continue;
    const auto arch = choice.target.name.substr(0, choice.target.name.find('-'));
    wanted.push_back(
        {SuppliedFile::Place::libraries,
         fmt::format("librustc-{}_rt.{}.a", toolchain.version.channel(), known->runtime),
         {fmt::format("libclang_rt.{}-{}.a", known->runtime, arch), fmt::format("libclang_rt.{}.a", known->runtime)}});
  }
  return wanted;
}

bool is_in_toolchain(const toolchain::Toolchain& toolchain, const TargetChoice& choice, const std::string& name) {
  const auto libraries = toolchain.target_libraries(choice.target.name);
  return fs::is_file(libraries / "self-contained" / name) || fs::is_file(libraries / name);
}

// Where `-L` leads rustc.
bool is_in_users_folders(const TargetChoice& choice, const std::string& name) {
  const planner::UserFlags flags(choice.std_flags.words);
  return std::ranges::any_of(flags.all(), [&](const auto& flag) {
    if (!flag.is(planner::OptionFamily::plain, "L") || !flag.value) return false;
    return fs::is_file(std::filesystem::path(flag.value->substr(flag.value->find('=') + 1)) / name);
  });
}

std::optional<std::filesystem::path> find_supplied(const std::vector<std::filesystem::path>& folders,
                                                   const Wanted& wanted) {
  auto names = wanted.other_names;
  names.insert(names.begin(), wanted.name);
  for (const auto& name : names) {
    for (const auto& folder : folders) {
      auto file = folder / name;
      if (fs::is_file(file)) return file;
    }
  }
  return std::nullopt;
}

// Where they come from, in the words of who has them.
std::string cure(const TargetChoice& choice, bool is_rustups) {
  constexpr std::string_view by_hand =
      "name the folders that have them with `-Zunstable-options --self-contained-dir DIR`";
  const auto& target = choice.target;
  if (is_rustups)
    return fmt::format("`rustup target add {}` brings them, where rustup has the target; else {}", target.name,
                       by_hand);
  if (target.has_cfg("target_env", "musl")) {
    constexpr std::string_view unwinders =
        "an unwinder for musl (`libunwind.a`; docs/targets.md says how to come by one) in a folder that "
        "`-Lnative=FOLDER` names";
    if (planner::UserFlags(choice.rustflags.flags).brings_own_objects()) return fmt::format("have {}", unwinders);
    return fmt::format(
        "{}: Debian's `musl-dev` and gcc's own folder; or link with musl's compiler, "
        "`-Clink-self-contained=no -Clinker=musl-gcc`, and have {}",
        by_hand, unwinders);
  }
  if (target.has_cfg("target_os", "wasi")) return fmt::format("{}: Debian's `wasi-libc`", by_hand);
  return std::string(by_hand);
}

}  // namespace

Result<std::vector<std::filesystem::path>> link_folders(const Selection& selection, const std::filesystem::path& cwd) {
  std::vector<std::filesystem::path> folders;
  for (const auto& folder : selection.self_contained) {
    folders.push_back(fs::absolute(folder, cwd));
    if (!fs::is_directory(folders.back()))
      return fail(
          Error(fmt::format("`--self-contained-dir {}`: there is no such directory", text::printable(folder.string())))
              .help("name a directory that exists")
              .exit_status(1));
  }
  return folders;
}

LinkInputs find_link_inputs(const toolchain::Toolchain& toolchain, const TargetChoice& choice,
                            const std::vector<std::filesystem::path>& folders) {
  LinkInputs inputs;
  for (const auto& file : choice.std_flags.inputs.profiler_runtime)
    inputs.supplied.push_back({SuppliedFile::Place::libraries, file.filename().string(), file});
  for (auto& wanted : wanted_files(toolchain, choice)) {
    if (is_in_toolchain(toolchain, choice, wanted.name) || is_in_users_folders(choice, wanted.name)) continue;
    if (auto found = find_supplied(folders, wanted)) {
      inputs.supplied.push_back({wanted.place, std::move(wanted.name), *std::move(found)});
    } else {
      inputs.missing.push_back(std::move(wanted.name));
    }
  }
  return inputs;
}

std::string fingerprint(const std::vector<SuppliedFile>& supplied) {
  if (supplied.empty()) return {};
  Fingerprint hash;
  for (const auto& file : supplied) {
    hash.field(file.name, file.from.string()).field("content", fingerprint_of_file(file.from).value_or("none"));
  }
  return hash.short_hex();
}

Result<void> check_choice(const TargetChoice& choice, const ChoiceCheck& check, const LinkInputs& inputs,
                          Diagnostics& diagnostics) {
  const auto& target = choice.target;
  if (target.needs_explicit_cpu && !planner::UserFlags(choice.rustflags.flags).names_processor()) {
    return fail(
        Error(fmt::format("target `{}` has no default CPU: nothing compiles without `-Ctarget-cpu`", target.name))
            .help(fmt::format("name one: `RUSTFLAGS=-Ctarget-cpu=CPU`, or `rustflags` of `[target.{}]`; "
                              "`rustc --print target-cpus --target {}` lists them",
                              target.name, target.name)));
  }
  if (inputs.missing.empty() || check.metadata_only) return {};
  Diagnostic warning{Diagnostic::Severity::warning,
                     fmt::format("linking for `{}` needs files that the toolchain does not have: {}", target.name,
                                 text::join(inputs.missing, ", ")),
                     {},
                     {cure(choice, check.is_rustups)}};
  diagnostics.report(std::move(warning));
  return {};
}

}  // namespace buildstd::ops
