// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd {

/// Something a person should know that does not stop the work.
struct Diagnostic {
  enum class Severity { warning, note };
  Severity severity = Severity::warning;
  std::string message;
  std::optional<Place> place;
  std::vector<std::string> helps;
};

/// Where warnings and notes go. Passed in, so that nothing below `cli` prints and tests can look.
class Diagnostics {
 public:
  virtual ~Diagnostics() = default;
  virtual void report(Diagnostic diagnostic) = 0;

  void warn(std::string message) { report({Diagnostic::Severity::warning, std::move(message), {}, {}}); }
  void note(std::string message) { report({Diagnostic::Severity::note, std::move(message), {}, {}}); }
};

/// Keeps what is reported, in order.
class CollectedDiagnostics final : public Diagnostics {
 public:
  void report(Diagnostic diagnostic) override { all.push_back(std::move(diagnostic)); }
  std::vector<Diagnostic> all;
};

/// How a rendered message is coloured.
enum class Color { never, always };

/// An error in rustc's and Cargo's layout: `error:` line, the place with its source line, `Caused by:`,
/// `note:` and `help:` lines. Control characters of what files, tools and variables hold are replaced.
/// @return text that ends in a line feed
std::string render(const Error& error, Color color);
/// A warning or note in the same layout.
std::string render(const Diagnostic& diagnostic, Color color);

}  // namespace buildstd
