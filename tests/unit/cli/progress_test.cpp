// SPDX-License-Identifier: MIT
#include "cli/console.hpp"

#include <catch2/catch.hpp>

using buildstd::cli::Progress;
using buildstd::cli::progress_text;

namespace {

constexpr std::size_t word = 13;  // what stands before it: twelve columns and a space

Progress some() { return {12, 48, std::chrono::seconds(95), "core, alloc, compiler_builtins(build)"}; }

}  // namespace

TEST_CASE("progress says how far the build is, what runs, and how long it will take", "[cli][progress]") {
  CHECK(progress_text(some(), 120) ==
        "[==========>                               ] 12/48, 1m 35s left: core, alloc, compiler_builtins(build)");
  auto progress = some();
  progress.left = std::chrono::seconds(7);
  CHECK(progress_text(progress, 80).find("12/48, 7s left: core") != std::string::npos);
  progress.left.reset();
  CHECK(progress_text(progress, 80).find("12/48: core") != std::string::npos);
}

TEST_CASE("progress fits into any width, or is not shown", "[cli][progress]") {
  for (std::size_t width = 0; width <= 200; ++width) {
    CAPTURE(width);
    const auto text = progress_text(some(), width);
    CHECK((text.empty() || word + text.size() <= width));
    CHECK((width < 30 || !text.empty()));
  }
}

TEST_CASE("a bar is full at the end, and at the start of nothing", "[cli][progress]") {
  CHECK(progress_text({10, 10, {}, ""}, 60).find('>') == std::string::npos);
  CHECK(progress_text({0, 0, {}, ""}, 60).starts_with("[>"));
  CHECK(progress_text({11, 10, {}, ""}, 60).find("] 11/10: ") != std::string::npos);
}

TEST_CASE("names in the progress line cannot move the cursor", "[cli][progress]") {
  const auto text = progress_text({1, 2, {}, "a\n\x1b[2Jb"}, 100);
  CHECK(text.find('\n') == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}
