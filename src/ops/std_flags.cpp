// SPDX-License-Identifier: MIT
#include "ops/std_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/planner/compiler_options.hpp"

namespace buildstd::ops {

namespace {

using std::filesystem::path;

constexpr std::uint64_t most_arguments = 16U << 20;

/// How many words came in the place of an argument file.
struct ReadFile {
  std::string word;
  std::size_t lines;
};

// Each word of a file has the place of the file's name.
std::vector<config::Origin> origins_of_expanded(const config::Flags& flags, std::deque<ReadFile> read) {
  std::vector<config::Origin> origins;
  for (std::size_t i = 0; i < flags.flags.size(); ++i) {
    const bool is_file = !read.empty() && flags.flags[i] == read.front().word;
    origins.insert(origins.end(), is_file ? read.front().lines : 1, flags.origins[i]);
    if (is_file) read.pop_front();
  }
  return origins;
}

// A crate that rustc adds to all that it compiles has to be there; nothing else of the toolchain's std is. Some
// distributors' rlibs have their metadata in a file beside them.
Result<std::vector<path>> find_runtime(const std::string& name, const config::Flags& flags,
                                       const StdFlagsRequest& request) {
  const auto& target = request.target.name;
  const auto crates = toolchain::prebuilt_crates(request.toolchain, target);
  if (const auto found = crates.find(name); found != crates.end()) {
    const auto stem = request.toolchain.target_libraries(target) / found->second;
    std::vector<path> files{path(stem) += ".rlib", path(stem) += ".rmeta"};
    if (!fs::is_file(files.back())) files.pop_back();
    return files;
  }
  auto error =
      Error(fmt::format("the toolchain has no `{}` for `{}`, which rustc needs to count what runs", name, target))
          .note("flags such as `-Cinstrument-coverage` and `-Cprofile-generate` make it add that crate to all others")
          .help(fmt::format("install the target's own standard library (`rustup target add {}`, Debian: "
                            "`libstd-rust-dev`), or leave the flag out",
                            target));
  return fail(written_at(std::move(error), flags, {}));
}

Error refused_sysroot(const config::Flags& flags, const std::string& value) {
  auto error = Error(fmt::format("flags for the compiler name a sysroot of their own: `--sysroot {}`", value))
                   .note("a standard library that is built would not be used then")
                   .help("leave it out, or do without buildstd; `buildstd print sysroot` names the one that was built");
  return written_at(std::move(error), flags, "--sysroot");
}

Result<std::string> content_of(const path& file) {
  if (!fs::is_file(file)) return "none";
  return sha256_of_file(file);
}

}  // namespace

Error written_at(Error error, const config::Flags& flags, const std::string& word) {
  if (flags.origins.empty()) return error;
  const auto found = std::ranges::find_if(
      flags.flags, [&](const auto& flag) { return !word.empty() && (flag == word || flag.starts_with(word + "=")); });
  const auto index = found == flags.flags.end() ? 0 : static_cast<std::size_t>(found - flags.flags.begin());
  const auto& origin = flags.origins[index];
  error = std::move(error).note(fmt::format("it is in {}", origin.describe()));
  return origin.place ? std::move(error).at(*origin.place) : error;
}

Result<config::Flags> read_argument_files(config::Flags flags, const path& directory, std::vector<path>& looked_at) {
  std::deque<ReadFile> files;
  const auto read = [&](const std::string& name) -> Result<std::string> {
    const auto file = fs::absolute(name, directory);
    looked_at.push_back(file);
    auto content = fs::read(file, most_arguments);
    if (content) files.push_back({"@" + name, text::lines(*content).size()});
    return content;
  };
  auto words = planner::expand_argument_files(flags.flags, read);
  if (!words) {
    const auto word = "@" + looked_at.back().string();
    auto error = std::move(words.error())
                     .context(fmt::format("the argument file `{}` of the compiler's flags could not be read",
                                          looked_at.back().string()))
                     .help("name a file that is there, from the workspace's folder, with one argument a line");
    return fail(written_at(std::move(error), flags, word));
  }
  flags.origins = origins_of_expanded(flags, std::move(files));
  flags.flags = *std::move(words);
  return flags;
}

Result<void> refuse_unstable(const config::Flags& flags, const toolchain::CompilerVersion& version) {
  const auto refused = planner::UserFlags(flags.flags).unstable();
  if (refused.empty()) return {};
  const auto& [flag, reason] = refused.front();
  auto error = Error(fmt::format("the flag `{}` is not available on stable toolchains", text::printable(flag.shown())))
                   .note(reason)
                   .help(fmt::format("leave it out, or use a nightly toolchain; this is rustc {} ({})", version.release,
                                     version.channel()));
  return fail(written_at(std::move(error), flags, flag.words.front()));
}

Result<StdFlags> std_flags(const config::Flags& flags, const StdFlagsRequest& request) {
  const planner::UserFlags as_written(flags.flags);
  if (const auto sysroot = as_written.last(planner::OptionFamily::plain, "sysroot"))
    return fail(refused_sysroot(flags, *sysroot));
  StdFlags result{as_written.with_absolute_paths(request.directory), {}, {}};
  const planner::UserFlags user(result.words);
  const auto add_content = [&](const std::string& name) -> Result<void> {
    const auto file = fs::absolute(name, request.directory);
    BUILDSTD_TRY(auto content, content_of(file));
    result.inputs.files.emplace(name, std::move(content));
    result.looked_at.push_back(file);
    return {};
  };
  const auto product = request.links ? planner::Product::dynamic_library : planner::Product::crate;
  for (const auto& name : user.files(product)) BUILDSTD_CHECK(add_content(name));
  if (user.depends_on_processor()) {
    BUILDSTD_TRY(result.inputs.native, request.native());
  }
  if (const auto runtime = user.profiler_runtime()) {
    BUILDSTD_TRY(result.inputs.profiler_runtime, find_runtime(*runtime, flags, request));
    for (const auto& file : result.inputs.profiler_runtime) BUILDSTD_CHECK(add_content(file.string()));
  }
  return result;
}

}  // namespace buildstd::ops
