// SPDX-License-Identifier: MIT
#include "ops/c_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/archive.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"

namespace buildstd::ops {

namespace {

/// A crate with C objects, and how its build script gets at them.
struct CarriesC {
  std::string_view crate;
  std::string_view compiled;          ///< the archive that `cc` makes
  std::string_view sources_variable;  ///< where LLVM's sources are; with it the script compiles
  std::string_view archive_variable;  ///< LLVM's archive; with it the script compiles nothing
  std::string_view archive;           ///< LLVM's, without its architecture
};

// std's build scripts (1.95: library/compiler-builtins/compiler-builtins/build.rs, library/profiler_builtins/build.rs).
constexpr CarriesC carriers[] = {
    {std_layout::compiler_builtins, "libcompiler-rt.a", "RUST_COMPILER_RT_ROOT", "LLVM_COMPILER_RT_LIB",
     "libclang_rt.builtins"},
    {std_layout::profiler_builtins, "libprofiler-rt.a", "RUST_COMPILER_RT_FOR_PROFILER", "LLVM_PROFILER_RT_LIB",
     "libclang_rt.profile"},
};

// `cc` names objects after a hash of their folder (cc: src/lib.rs, `objects_from_files`), LLVM's build after their
// source.
bool is_compiled_by_cc(std::string_view object) {
  constexpr std::size_t digits = 16;
  return object.size() > digits && object[digits] == '-' &&
         object.substr(0, digits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The name of LLVM's archive as the crate's metadata has it; empty: it has none.
std::string archive_name(std::string_view metadata, std::string_view stem) {
  const auto at = metadata.find(stem);
  if (at == std::string_view::npos) return {};
  const auto rest = metadata.substr(at);
  const auto end = rest.find(".a");
  constexpr std::size_t longest = 64;
  return end == std::string_view::npos || end > longest ? std::string() : std::string(rest.substr(0, end + 2));
}

class Taking {
 public:
  Taking(Session& session, const TargetChoice& choice)
      : session_(session),
        libraries_(session.compiler.toolchain.target_libraries(choice.target.name)),
        target_(choice.target.name),
        prebuilt_(*choice.prebuilt) {}

  Result<std::size_t> take() {
    BUILDSTD_TRY(const auto all, session_.storage.make_directory("c-objects"));
    const auto& compiler = session_.compiler.toolchain.fingerprint;
    BUILDSTD_TRY(const auto own,
                 all.make_directory(Fingerprint().field("compiler", compiler).field("target", target_).short_hex()));
    folder_ = own.path();
    for (const auto& carrier : carriers) BUILDSTD_CHECK(take(carrier));
    return objects_;
  }

 private:
  Result<void> take(const CarriesC& carrier) {
    const auto* const crate = prebuilt_.find(carrier.crate);
    if (crate == nullptr || crate->foreign_objects.empty()) return {};
    BUILDSTD_TRY(const auto rlib, fs::read(libraries_ / crate->rlib));
    BUILDSTD_TRY(const auto archive, archive_of(rlib, *crate));
    const bool compiled = std::ranges::all_of(crate->foreign_objects, is_compiled_by_cc);
    auto name = std::string(carrier.compiled);
    if (!compiled) {
      BUILDSTD_TRY(name, llvm_archive(carrier, *crate, rlib));
    }
    BUILDSTD_CHECK(write(folder_ / name, archive));
    if (!compiled) return set(carrier.archive_variable, folder_ / name);
    BUILDSTD_CHECK(pretend_sources());
    BUILDSTD_CHECK(set("BUILDSTD_C_ARCHIVES", folder_));
    return set(carrier.sources_variable, folder_);
  }

  Result<std::string> archive_of(const std::string& rlib, const toolchain::PrebuiltCrate& crate) {
    std::vector<std::pair<std::string, std::string_view>> members;
    ArchiveWalk walk(rlib);
    ArchiveNames names;
    while (auto member = walk.next()) {
      const auto name = names.take(*member);
      if (!name || std::ranges::find(crate.foreign_objects, *name) == crate.foreign_objects.end()) continue;
      members.emplace_back(*name, member->content);
    }
    if (walk.fault() != ArchiveWalk::Fault::none)
      return fail(Error("it is no archive, or a damaged one").at({libraries_ / crate.rlib, 0, 0, 1, {}}));
    objects_ += members.size();
    return make_archive(members);
  }

  // Where metadata is not split, the rlib has it.
  Result<std::string> llvm_archive(const CarriesC& carrier, const toolchain::PrebuiltCrate& crate,
                                   const std::string& rlib) const {
    auto metadata = rlib;
    if (crate.has_rmeta) {
      BUILDSTD_TRY(metadata, fs::read((libraries_ / crate.rlib).replace_extension(".rmeta")));
    }
    auto name = archive_name(metadata, carrier.archive);
    if (!name.empty()) return name;
    return fail(Error(fmt::format("the metadata of the prebuilt `{}` names no archive of C objects", carrier.crate))
                    .at({libraries_ / crate.rlib, 0, 0, 1, {}})
                    .help(fmt::format("name LLVM's archive with `{}`", carrier.archive_variable)));
  }

  // What the scripts look for before they compile.
  Result<void> pretend_sources() const {
    BUILDSTD_CHECK(fs::create_directories(folder_ / "lib" / "profile"));
    return write(folder_ / "lib" / "builtins" / "aarch64" / "lse.S", "");
  }

  static Result<void> write(const std::filesystem::path& file, const std::string& content) {
    if (fs::is_file(file) && fs::read(file).value_or(content + " ") == content) return {};
    BUILDSTD_CHECK(fs::create_directories(file.parent_path()));
    return fs::write_atomically(file, content);
  }

  Result<void> set(std::string_view variable, const std::filesystem::path& value) {
    session_.settings.environment.set(std::string(variable), value.string());
    return {};
  }

  Session& session_;
  std::filesystem::path libraries_;
  const std::string& target_;
  const toolchain::Prebuilt& prebuilt_;
  std::filesystem::path folder_;
  std::size_t objects_ = 0;
};

}  // namespace

Result<void> take_c_objects(Session& session, Diagnostics& diagnostics) {
  if (session.targets.all.size() != 1)
    return fail(
        Error("`--c-objects prebuilt` is for one target at a time").help("name one with `--target`").exit_status(1));
  const auto& choice = session.targets.all.front();
  if (!choice.prebuilt)
    return fail(
        Error(fmt::format("there is no prebuilt standard library for `{}` to take C objects from", choice.target.name))
            .help("use it with the recipe `prebuilt`"));
  BUILDSTD_TRY(const auto objects, Taking(session, choice).take());
  if (objects == 0)
    diagnostics.warn(fmt::format("the prebuilt standard library for {} has no C objects", choice.target.name));
  else
    diagnostics.warn(fmt::format(
        "{} C objects of compiler_builtins and profiler_builtins are taken from the prebuilt standard library for {}: "
        "they are not built here, and comparing them proves nothing",
        objects, choice.target.name));
  return {};
}

}  // namespace buildstd::ops
