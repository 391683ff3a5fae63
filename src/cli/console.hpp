// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/ops/terminal.hpp"

namespace buildstd::cli {

using ops::Verbosity;

/// How far a build is.
struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::optional<std::chrono::seconds> left = {};  ///< until the end, about
  std::string running;                            ///< names
};

/// `[===>    ] 12/48, 31s left: core, libc`, cut so that it fits behind its word into `width` columns; empty where it
/// does not at all.
std::string progress_text(const Progress& progress, std::size_t width);

/// The only printer. Data goes to standard output; all that is said to a person goes to standard error, in
/// Cargo's layout, and a progress line below it where standard error is a terminal.
class Console final : public Diagnostics {
 public:
  struct Settings {
    Color color = Color::never;
    Verbosity verbosity = Verbosity::normal;
    bool progress = false;
    std::optional<unsigned> width;  ///< of the progress line; else the terminal's
    bool beside_progress = false;   ///< another program's progress line may be where text goes: it is drawn over
  };

  explicit Console(Settings settings) : settings_(settings) {}
  ~Console() override { clear_progress(); }
  void configure(Settings settings) { settings_ = settings; }
  [[nodiscard]] const Settings& settings() const { return settings_; }

  /// Data: to a pipe or a file as it is; to a terminal without what would control it, as all that is said there.
  static void data(std::string_view text);
  /// Whether all data has reached standard output.
  static Result<void> finish_data();
  /// `   Compiling core v0.0.0`: a word right-aligned in twelve columns, green, and what it is about.
  void status(std::string_view word, std::string_view text);
  /// The same, only with `-v`.
  void verbose_status(std::string_view word, std::string_view text);
  void error(const Error& error);
  /// What a compiler says, as it is but for control characters.
  void tool_text(std::string_view text);
  void report(Diagnostic diagnostic) override;
  /// Whether there was any warning or note.
  [[nodiscard]] bool has_reported() const { return has_reported_; }

  /// Shows, or replaces, the progress line.
  void progress(const Progress& progress);
  void clear_progress();

 private:
  void say(std::string_view text);

  Settings settings_;
  std::string shown_progress_;
  bool has_reported_ = false;
};

/// How to print, by what is wanted, by the environment, and by whether standard error is a terminal.
Console::Settings console_settings(const ops::TerminalSettings& wanted, const Environment& environment);

}  // namespace buildstd::cli
