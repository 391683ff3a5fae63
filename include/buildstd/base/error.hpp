// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildstd {

/// A position in a file a user can open: 1-based line and column (0: unknown), with the text of that
/// line so that a message can show it. `length` is how many columns the underline covers.
struct Place {
  std::filesystem::path file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 1;
  std::string source_line;
};

/// Why something failed, as a person is told: what happened, where, what caused it, what to do about it.
///
/// The one error type of the project. Built where the failure is seen and enriched on the way up with
/// `context`, as Cargo's error chains are: the outermost sentence is the message, the inner ones follow
/// under `Caused by:`.
class Error {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}

  /// Wraps this error: `message` becomes the headline, what was the headline becomes the first cause.
  Error context(std::string message) &&;
  /// The file position the error is about.
  Error at(Place place) &&;
  /// A line that says what to type or change. May be added several times.
  Error help(std::string line) &&;
  /// A line of background the headline has no room for.
  Error note(std::string line) &&;
  /// Adds an inner cause below the present ones.
  Error caused_by(std::string cause) &&;
  /// The exit status that goes with this error where it is not the usual one (Cargo: 101; usage: 1).
  Error exit_status(int status) &&;
  /// Text that stands for itself, printed before the message (a tool's own diagnostics).
  Error output(std::string text) &&;

  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::vector<std::string>& causes() const { return causes_; }
  [[nodiscard]] const std::optional<Place>& place() const { return place_; }
  [[nodiscard]] const std::vector<std::string>& helps() const { return helps_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  [[nodiscard]] const std::string& output() const { return output_; }
  [[nodiscard]] std::optional<int> exit_status() const { return exit_status_; }

 private:
  std::string message_;
  std::vector<std::string> causes_;  // outermost first
  std::optional<Place> place_;
  std::vector<std::string> helps_;
  std::vector<std::string> notes_;
  std::string output_;
  std::optional<int> exit_status_;
};

/// What a function that can fail returns. Never ignore one: `std::expected` is `[[nodiscard]]` through
/// the compiler's warning and the project's own flags.
template <class T>
using Result = std::expected<T, Error>;

/// `return fail(Error("…").help("…"));`
inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }
inline std::unexpected<Error> fail(std::string message) { return fail(Error(std::move(message))); }

}  // namespace buildstd

#define BUILDSTD_CONCAT_(a, b) a##b
#define BUILDSTD_CONCAT(a, b) BUILDSTD_CONCAT_(a, b)

/// `BUILDSTD_TRY(auto text, read_file(path));` binds the value or returns the error to the caller.
/// GCC 12's std::expected has no monadic members, and statement expressions are not portable.
#define BUILDSTD_TRY(declaration, expression) \
  BUILDSTD_TRY_(declaration, expression, BUILDSTD_CONCAT(buildstd_try_, __COUNTER__))
#define BUILDSTD_TRY_(declaration, expression, result)            \
  auto result = (expression);                                     \
  if (!result) return std::unexpected(std::move(result).error()); \
  declaration = *std::move(result)

/// The same for a `Result<void>`.
#define BUILDSTD_CHECK(expression) BUILDSTD_CHECK_(expression, BUILDSTD_CONCAT(buildstd_check_, __COUNTER__))
#define BUILDSTD_CHECK_(expression, result) \
  if (auto result = (expression); !result) return std::unexpected(std::move(result).error())
