// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/config/settings.hpp"
#include "support/results.hpp"

namespace buildstd::config::testing {

/// A folder of its own below the system's temporary one, gone with the test; in it a working directory
/// `work` and a home `home`, and what `load` is to see.
class Sandbox {
 public:
  Sandbox() {
    std::string pattern = (std::filesystem::temp_directory_path() / "buildstd-config-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    root_ = fs::canonical(pattern);
    request.cwd = root_ / "work";
    request.environment.set("CARGO_HOME", (root_ / "home").string());
    REQUIRE(fs::create_directories(request.cwd).has_value());
    REQUIRE(fs::create_directories(root_ / "home").has_value());
  }
  ~Sandbox() { (void)fs::remove_all(root_); }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  [[nodiscard]] std::filesystem::path path(std::string_view relative = {}) const { return root_ / relative; }

  Sandbox& file(std::string_view relative, std::string_view content) {
    const auto where = path(relative);
    REQUIRE(fs::create_directories(where.parent_path()).has_value());
    REQUIRE(fs::write_atomically(where, content).has_value());
    return *this;
  }
  /// The configuration file of the working directory.
  Sandbox& config(std::string_view content) { return file("work/.cargo/config.toml", content); }
  Sandbox& variable(std::string name, std::string value) {
    request.environment.set(std::move(name), std::move(value));
    return *this;
  }
  Sandbox& option(std::string argument) {
    request.options.push_back(std::move(argument));
    return *this;
  }

  /// Loads; a test that expects success fails with the message.
  Config load() {
    auto config = config::load(request, diagnostics);
    if (!config) FAIL(without_root(render(config.error(), Color::never)));
    return *config;
  }
  /// The whole message of a failure to load.
  std::string load_error() {
    auto config = config::load(request, diagnostics);
    REQUIRE_FALSE(config.has_value());
    return without_root(render(config.error(), Color::never));
  }
  /// `text` with the sandbox's own folder as `[ROOT]`, as messages can be compared with it.
  [[nodiscard]] std::string without_root(std::string text) const {
    for (std::size_t at = 0; (at = text.find(root_.string(), at)) != std::string::npos;) {
      text.replace(at, root_.string().size(), "[ROOT]");
    }
    return text;
  }
  template <class T>
  [[nodiscard]] std::string message(const Result<T>& result) const {
    REQUIRE_FALSE(result.has_value());
    return without_root(render(result.error(), Color::never));
  }

  LoadRequest request;
  CollectedDiagnostics diagnostics;

 private:
  std::filesystem::path root_;
};

using buildstd::testing::value_of;

inline const CfgSet linux_cfgs = {
    {"unix", {}}, {"target_os", "linux"}, {"target_env", "gnu"}, {"target_arch", "x86_64"}};
inline constexpr std::string_view linux_triple = "x86_64-unknown-linux-gnu";

}  // namespace buildstd::config::testing
