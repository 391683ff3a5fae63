// SPDX-License-Identifier: MIT
#include "ops/link_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
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

// `-Zsanitizer=a,b` or `-Z sanitizer=a,b`. Only to say what linking will lack: nothing is decided by it (SPEC C4).
std::vector<std::string> wished_sanitizers(const std::vector<std::string>& flags) {
  constexpr std::string_view option = "sanitizer=";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    auto value = std::string_view(flags[i]);
    const bool is_second = i > 0 && flags[i - 1] == "-Z";
    if (!is_second && !value.starts_with("-Z")) continue;
    if (!is_second) value.remove_prefix(2);
    if (value.starts_with(option)) names = text::split(value.substr(option.size()), ',');
  }
  return names;
}

// Whoever says so links with another C library's own files.
bool brings_own_objects(const std::vector<std::string>& flags) {
  constexpr std::string_view ways[] = {"link-self-contained=no", "link-self-contained=n", "link-self-contained=off"};
  return std::ranges::any_of(flags, [&](const auto& flag) {
    return std::ranges::any_of(ways, [&](const auto way) { return flag.ends_with(way); });
  });
}

std::vector<Wanted> wanted_files(const Session& session, const TargetChoice& choice) {
  std::vector<Wanted> wanted;
  if (!brings_own_objects(choice.rustflags.flags)) {
    for (const auto& name : planner::self_contained_files(choice.target))
      wanted.push_back({SuppliedFile::Place::self_contained, name, {}});
  }
  const bool is_linux = choice.target.has_cfg("target_os", "linux");
  for (const auto& name : wished_sanitizers(choice.rustflags.flags)) {
    const auto* const known = std::ranges::find(sanitizers, std::string_view(name), &Sanitizer::option);
    if (known == sanitizers.end() || !is_linux) continue;
    const auto arch = choice.target.name.substr(0, choice.target.name.find('-'));
    wanted.push_back(
        {SuppliedFile::Place::libraries,
         fmt::format("librustc-{}_rt.{}.a", session.toolchain.version.channel(), known->runtime),
         {fmt::format("libclang_rt.{}-{}.a", known->runtime, arch), fmt::format("libclang_rt.{}.a", known->runtime)}});
  }
  return wanted;
}

bool is_in_toolchain(const Session& session, const TargetChoice& choice, const std::string& name) {
  const auto libraries = session.toolchain.target_libraries(choice.target.name);
  return fs::is_file(libraries / "self-contained" / name) || fs::is_file(libraries / name);
}

std::optional<std::filesystem::path> find_supplied(const Session& session, const Wanted& wanted) {
  auto names = wanted.other_names;
  names.insert(names.begin(), wanted.name);
  for (const auto& name : names) {
    for (const auto& folder : session.selection.self_contained) {
      auto file = fs::absolute(folder, session.surroundings.cwd) / name;
      if (fs::is_file(file)) return file;
    }
  }
  return std::nullopt;
}

// Where they come from, in the words of who has them.
std::string cure(const Session& session, const TargetChoice& choice) {
  constexpr std::string_view by_hand =
      "name the folders that have them with `-Zunstable-options --self-contained-dir DIR`";
  const auto& target = choice.target;
  if (session.probe.chosen_by_rustup())
    return fmt::format("`rustup target add {}` brings them, where rustup has the target; else {}", target.name,
                       by_hand);
  if (target.has_cfg("target_env", "musl"))
    return fmt::format(
        "{}: Debian's `musl-dev` and gcc's own folder; or link with musl's compiler: "
        "`-Clink-self-contained=no -Clinker=musl-gcc`",
        by_hand);
  if (target.has_cfg("target_os", "wasi")) return fmt::format("{}: Debian's `wasi-libc`", by_hand);
  return std::string(by_hand);
}

Result<void> check_folders(const Session& session) {
  for (const auto& folder : session.selection.self_contained) {
    if (!fs::is_directory(fs::absolute(folder, session.surroundings.cwd)))
      return fail(
          Error(fmt::format("`--self-contained-dir {}`: there is no such directory", text::printable(folder.string())))
              .help("name a directory that exists")
              .exit_status(1));
  }
  return {};
}

// A flag, or a file of flags, which nobody looks into.
bool names_cpu(const std::string& flag) {
  return flag.find("target-cpu") != std::string::npos || flag.starts_with('@');
}

}  // namespace

LinkInputs find_link_inputs(const Session& session, const TargetChoice& choice) {
  LinkInputs inputs;
  for (auto& wanted : wanted_files(session, choice)) {
    if (is_in_toolchain(session, choice, wanted.name)) continue;
    if (auto found = find_supplied(session, wanted)) {
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

Result<void> check_choice(const Session& session, const TargetChoice& choice, const LinkInputs& inputs,
                          Diagnostics& diagnostics) {
  BUILDSTD_CHECK(check_folders(session));
  const auto& target = choice.target;
  if (target.needs_explicit_cpu && std::ranges::none_of(choice.rustflags.flags, names_cpu)) {
    return fail(
        Error(fmt::format("target `{}` has no CPU of its own: nothing compiles without `-Ctarget-cpu`", target.name))
            .help(fmt::format("name one: `RUSTFLAGS=-Ctarget-cpu=CPU`, or `rustflags` of `[target.{}]`; "
                              "`rustc --print target-cpus --target {}` lists them",
                              target.name, target.name)));
  }
  if (inputs.missing.empty() || session.selection.metadata_only) return {};
  Diagnostic warning{Diagnostic::Severity::warning,
                     fmt::format("linking for `{}` needs files that the toolchain does not have: {}", target.name,
                                 text::join(inputs.missing, ", ")),
                     {},
                     {cure(session, choice)}};
  diagnostics.report(std::move(warning));
  return {};
}

}  // namespace buildstd::ops
