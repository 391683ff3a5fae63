// SPDX-License-Identifier: MIT
#include "buildstd/config/keys.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <set>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;

namespace {

std::vector<std::string> messages(Sandbox& box) {
  std::vector<std::string> found;
  for (const auto& diagnostic : box.diagnostics.all) found.push_back(box.without_root(diagnostic.message));
  return found;
}

/// `| key | value | variables | meaning |`, as the page has it.
std::string documentation_row(const KeySpec& key) {
  auto variables = text::split(key.variable, ',');
  variables.push_back(variable_name(key));
  std::vector<std::string> quoted;
  for (const auto& variable : variables) {
    if (const auto name = text::trim(variable); !name.empty()) quoted.push_back("`" + std::string(name) + "`");
  }
  return "| `" + std::string(key.name) + "` | " + std::string(name_of(key.type)) + " | " +
         (quoted.empty() ? "—" : text::join(quoted, ", ")) + " | " + std::string(key.meaning) + " |";
}

}  // namespace

TEST_CASE("keys that nobody reads get a warning where Cargo gives one", "[config][keys]") {
  // One unknown key in every table; cargo 1.96 `check` warns about exactly these.
  Sandbox box;
  box.config(R"(
zz.zz = 1
build.zz = 1
term.zz = 1
term.progress.zz = 1
net.zz = 1
net.ssh.zz = 1
http.zz = 1
resolver.zz = 1
future-incompat-report.zz = 1
profile.dev.zz = 1
profile.dev.build-override.zz = 1
profile.dev.package.p.zz = 1
profile.bench.zz = 1
profile.custom.zz = 1
env.X = { value = 'a', zz = 1 }
cache.zz = 1
doc.zz = 1
cargo-new.zz = 1
install.zz = 1
registry.zz = 1
registries.mine.zz = 1
host.zz = 1
target.x86_64-unknown-linux-gnu.zz.zz = 1
target.'cfg(unix)'.zz = 1
)");
  box.load();
  const auto in_file = [](std::string key) {
    return "unused config key `" + key + "` in `[ROOT]/work/.cargo/config.toml`";
  };
  CHECK(messages(box) == std::vector<std::string>{in_file("build.zz"), in_file("term.zz"), in_file("term.progress.zz"),
                                                  in_file("net.zz"), in_file("net.ssh.zz"), in_file("http.zz"),
                                                  in_file("resolver.zz"), in_file("future-incompat-report.zz"),
                                                  in_file("profile.dev.zz"), in_file("profile.dev.build-override.zz"),
                                                  in_file("profile.dev.package.p.zz"), in_file("profile.bench.zz"),
                                                  "unused key `zz` in [target] config table `cfg(unix)`"});
}

TEST_CASE("a cfg table that cannot match says why", "[config][keys]") {
  Sandbox box;
  box.config("[target.'cfg(unix']\nrustflags = []\n").load();
  CHECK(messages(box) ==
        std::vector<std::string>{"the config table `[target.'cfg(unix']` has no effect: it does not end with `)`"});
}

TEST_CASE("variables that differ from a key's own only in case do nothing, and say so", "[config][keys]") {
  Sandbox box;
  box.variable("cargo_build_jobs", "1").variable("CARGO_BUILD-RUSTC", "x").variable("CARGO_BUILD_TARGET", "t");
  box.load();
  const auto ignored = [](std::string name) {
    return "environment variables are expected to use uppercase letters and underscores, the variable `" + name +
           "` will be ignored and have no effect";
  };
  CHECK(messages(box) == std::vector<std::string>{ignored("CARGO_BUILD-RUSTC"), ignored("cargo_build_jobs")});
}

TEST_CASE("docs/configuration.md has a row for every key that is read, and no other", "[config][keys][docs]") {
  const auto page = value_of(fs::read(std::filesystem::path(BUILDSTD_SOURCE_DIR) / "docs" / "configuration.md"));
  std::set<std::string> documented;
  bool in_keys = false;
  for (const auto line : text::lines(page)) {
    if (line.starts_with("## ")) in_keys = line == "## Keys";
    if (in_keys && line.starts_with("| `")) documented.emplace(line);
  }
  std::set<std::string> expected;
  for (const auto& key : known_keys()) {
    if (key.use == KeyUse::read) expected.insert(documentation_row(key));
  }
  std::vector<std::string> missing;
  std::vector<std::string> extra;
  std::ranges::set_difference(expected, documented, std::back_inserter(missing));
  std::ranges::set_difference(documented, expected, std::back_inserter(extra));
  CHECK(missing == std::vector<std::string>());
  CHECK(extra == std::vector<std::string>());
}

TEST_CASE("every known key can be set without a warning", "[config][keys]") {
  std::string text;
  for (const auto& key : known_keys()) {
    auto name = text::replace_all(std::string(key.name), "<triple>", "x86_64-unknown-linux-gnu");
    name = text::replace_all(name, "<cfg>", "'cfg(windows)'");
    name = text::replace_all(name, "<profile>", "dev");
    if (name == "include" || name.find('<') != std::string::npos) continue;
    text += name + (key.type == KeyType::other ? " = {}\n" : " = 'x'\n");
  }
  Sandbox box;
  box.config(text).load();
  CHECK(messages(box).empty());
}
