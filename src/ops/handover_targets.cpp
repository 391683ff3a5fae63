// SPDX-License-Identifier: MIT
#include "ops/handover_targets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/sysroot/sysroot.hpp"

namespace buildstd::ops {

namespace {

using Variables = std::map<std::string, std::string>;

struct Tool {
  std::string_view key;  ///< as in `target.<triple>.KEY`
  std::string_view encoded_variable;
  config::Flags TargetChoice::* flags;
};
constexpr Tool tools[] = {{"rustflags", "CARGO_ENCODED_RUSTFLAGS", &TargetChoice::rustflags},
                          {"rustdocflags", "CARGO_ENCODED_RUSTDOCFLAGS", &TargetChoice::rustdocflags}};

Result<std::filesystem::path> join_sysroots(const Session& session, const std::vector<Sysroot>& sysroots) {
  sysroot::JoinRequest request{session.toolchain.sysroot, {}, {}};
  Fingerprint hash;
  for (const auto& part : sysroots) {
    if (part.is_prebuilt) continue;
    hash.field(part.target, part.path.string());
    request.parts.emplace_back(part.target, part.path);
  }
  const auto name = fmt::format("joint-{}", hash.short_hex());
  request.destination = session.state / "sysroots" / name;
  BUILDSTD_CHECK(fs::create_directories(session.state / "locks"));
  BUILDSTD_TRY(const auto lock, fs::FileLock::acquire(session.state / "locks" / name, [] {}));  // a moment's work
  BUILDSTD_CHECK(sysroot::join(request));
  return request.destination;
}

bool all_same(const Session& session, const Tool& tool) {
  const auto& first = session.targets.front().*tool.flags;
  return std::ranges::all_of(session.targets,
                             [&](const auto& choice) { return (choice.*tool.flags).flags == first.flags; });
}

Error with_blank(const Tool& tool, const std::string& target, const std::string& flag) {
  return Error(fmt::format("the {} of `{}` cannot be handed over beside those of other targets: Cargo splits such a "
                           "variable at blanks, and `{}` has one",
                           tool.key, target, text::printable(flag)))
      .help(
          "run the command once for each target, or use `buildstd env --format cargo-config`; or choose a "
          "`--target-dir` without blanks");
}

// The variable's own flags, without what an outer buildstd has handed over.
std::vector<std::string> user_words(const Session& session, const std::string& name) {
  std::vector<std::string> words;
  for (const auto& word : text::words(session.environment.get(name).value_or(""))) {
    const bool is_own = word.starts_with((session.state / "sysroots").string());
    if (is_own && !words.empty() && words.back() == "--sysroot") {
      words.pop_back();
    } else {
      words.emplace_back(word);
    }
  }
  return words;
}

// Cargo puts the variable behind the flags of the target's own table in files, and then those of its `cfg(…)` tables.
Result<void> set_for_each(const Session& session, const std::vector<Sysroot>& sysroots, const Tool& tool,
                          Variables& variables) {
  for (std::size_t i = 0; i < sysroots.size(); ++i) {
    if (sysroots[i].is_prebuilt) continue;
    const auto& choice = session.targets[i];
    const auto& flags = choice.*tool.flags;
    const auto name = fmt::format(
        "CARGO_TARGET_{}_{}", text::replace_all(text::replace_all(text::upper(choice.target.name), "-", "_"), ".", "_"),
        text::upper(tool.key));
    // What Cargo would have taken from elsewhere, had the table no flags.
    std::vector<std::string> words;
    if (flags.source != config::Flags::Source::target_tables) words = flags.flags;
    words.insert(words.end(), {"--sysroot", sysroots[i].path.string()});
    for (const auto& word : words) {
      if (word.find_first_of(" \t\n") != std::string::npos) return fail(with_blank(tool, choice.target.name, word));
    }
    auto all = user_words(session, name);
    all.insert(all.end(), words.begin(), words.end());
    variables[name] = text::join(all, " ");
  }
  return {};
}

}  // namespace

Result<Variables> flags_of_targets(const Session& session, const std::vector<Sysroot>& sysroots) {
  Variables variables;
  for (const auto& tool : tools) {
    if (!all_same(session, tool)) {
      BUILDSTD_CHECK(set_for_each(session, sysroots, tool, variables));
      continue;
    }
    BUILDSTD_TRY(const auto joint, join_sysroots(session, sysroots));
    auto flags = (session.targets.front().*tool.flags).flags;
    flags.insert(flags.end(), {"--sysroot", joint.string()});
    variables[std::string(tool.encoded_variable)] = text::join(flags, "\x1f");
  }
  return variables;
}

}  // namespace buildstd::ops
