// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/document.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"

namespace buildstd::cli {

/// Adds `--message-format`.
void add_message_option(CLI::App& command, const std::shared_ptr<std::string>& word);
MessageFormat message_format(std::string_view word);

/// `Finished`, with the targets and how long it took.
void say_finished(Console& console, const std::vector<ops::Sysroot>& sysroots,
                  std::chrono::steady_clock::time_point start);

/// On standard output, a line each.
void print_paths(const std::vector<ops::Sysroot>& sysroots);

struct BuiltSession {
  ops::Session session;
  std::vector<ops::Sysroot> sysroots;
  std::string decided;  ///< `ops::what_decides`, before it was built
};

/// Builds the session's sysroots and says how that went, as `build`, `exec`, `env` and `print sysroot` do.
Result<BuiltSession> build_session(Context& context, MessageFormat format = MessageFormat::human);

/// What a command does when its build is done.
struct Rest {
  std::optional<std::string> output;         ///< printed; unset: the sysroots' paths
  std::optional<ops::Successor> successor;   ///< what the process becomes
  std::vector<std::filesystem::path> files;  ///< that these name
};
/// Keeps the result of a command that has built and has no more to do than this: the same command line is answered by
/// it, without being parsed, for as long as nothing has changed. Not where it has said more than that.
void remember(const Context& context, const BuiltSession& built, const Rest& rest = {});

/// Documents the session's standard libraries, in the same way.
Result<std::vector<ops::Documentation>> document_session(Context& context, MessageFormat format);

}  // namespace buildstd::cli
