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
};

/// Builds the session's sysroots and says how that went, as `build`, `exec`, `env` and `print sysroot` do.
Result<BuiltSession> build_session(Context& context, MessageFormat format = MessageFormat::human);

/// Documents the session's standard libraries, in the same way.
Result<std::vector<ops::Documentation>> document_session(Context& context, MessageFormat format);

}  // namespace buildstd::cli
