// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace buildstd::invoker {

/// One line of a compiler's standard error under `--error-format=json --json=artifacts`.
struct RustcMessage {
  enum class Kind { text, diagnostic, metadata_artifact, other };
  Kind kind = Kind::text;
  std::string rendered;  ///< for a diagnostic: what a person reads; for text: the line
};

/// A line that is no message of rustc's is text, whatever it holds: also one that is longer, or nested deeper, than
/// any.
RustcMessage parse_rustc_message(std::string_view line);

}  // namespace buildstd::invoker
