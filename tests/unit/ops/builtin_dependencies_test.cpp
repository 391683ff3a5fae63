// SPDX-License-Identifier: MIT
#include "ops/builtin_dependencies.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "../config/sandbox.hpp"

using namespace buildstd;
using namespace buildstd::ops;
using namespace buildstd::config::testing;

namespace {

constexpr std::string_view package = "[package]\nname = 'p'\nversion = '0.1.0'\n";

Result<BuiltinDependencies> ask(Sandbox& box, std::string_view folder = "work", bool for_tests = false) {
  return builtin_dependencies(box.path(folder), {linux_triple, linux_cfgs, for_tests});
}

/// "core", "alloc", "std"; with "+" where the target's default is needed too, which alone is "+".
std::string needs(Sandbox& box, std::string_view folder = "work", bool for_tests = false) {
  const auto found = value_of(ask(box, folder, for_tests));
  return std::string(found.named ? name_of(*found.named) : "") + (found.implicit ? "+" : "");
}

std::string needs_of(std::string_view tables) {
  Sandbox box;
  box.file("work/Cargo.toml", fmt::format("{}{}", package, tables));
  return needs(box);
}

std::string refusal(std::string_view tables) {
  Sandbox box;
  box.file("work/Cargo.toml", fmt::format("{}{}", package, tables));
  return box.message(ask(box));
}

}  // namespace

TEST_CASE("explicit dependencies on the standard library", "[ops][builtin]") {
  CHECK(needs_of("[dependencies]\nstd = { builtin = true }\n") == "std");
  CHECK(needs_of("[dependencies]\ncore.builtin = true\nalloc = { builtin = true }\n") == "alloc");
  CHECK(needs_of("[dependencies.core]\nbuiltin = true\n") == "core");
  // None: the target's default.
  CHECK(needs_of("") == "+");
  CHECK(needs_of("[dependencies]\n") == "+");
  // Without builtin, the names are those of any package.
  CHECK(needs_of("[dependencies]\nstd = '1.0'\n") == "+");
}

TEST_CASE("builtin dependencies of some targets", "[ops][builtin]") {
  CHECK(needs_of("[target.'cfg(unix)'.dependencies]\nalloc.builtin = true\n") == "alloc");
  CHECK(needs_of("[target.x86_64-unknown-linux-gnu.dependencies]\ncore.builtin = true\n") == "core");
  // For any other target the dependency is implicit, as if the table were not there.
  CHECK(needs_of("[target.x86_64-pc-windows-gnu.dependencies]\nalloc.builtin = true\n") == "+");
}

TEST_CASE("builtin dependencies of tests", "[ops][builtin]") {
  Sandbox box;
  box.file("work/Cargo.toml",
           fmt::format("{}[dependencies]\ncore.builtin = true\n[dev-dependencies]\nstd.builtin = true\n", package));
  CHECK(needs(box) == "core");
  CHECK(needs(box, "work", true) == "std");
  // One for tests alone disables the implicit ones too.
  CHECK(needs_of("[dev-dependencies]\nstd.builtin = true\n").empty());
}

TEST_CASE("optional builtin dependencies count with their feature", "[ops][builtin]") {
  constexpr std::string_view both = "[dependencies]\nstd = { builtin = true, optional = true }\ncore.builtin = true\n";
  CHECK(needs_of(both) == "core");
  CHECK(needs_of(fmt::format("{}[features]\ndefault = ['std']\nstd = ['dep:std']\n", both)) == "std");
  CHECK(needs_of(fmt::format("{}[features]\ndefault = ['std']\n", both)) == "std");
  CHECK(needs_of(fmt::format("{}[features]\nstd = ['dep:std']\n", both)) == "core");
}

TEST_CASE("what a package depends on counts too", "[ops][builtin]") {
  Sandbox box;
  const auto app = [&](std::string_view dependency) {
    box.file("work/Cargo.toml",
             fmt::format("{}[dependencies]\ncore.builtin = true\nlib = {{ path = 'lib'{} }}\n", package, dependency));
  };
  box.file("work/lib/Cargo.toml",
           "[package]\nname = 'lib'\n[dependencies]\ncore.builtin = true\nstd = { builtin = true, optional = true }\n"
           "alloc = { builtin = true, optional = true }\n[features]\ndefault = ['std']\n");
  app("");
  CHECK(needs(box) == "std");
  app(", default-features = false");
  CHECK(needs(box) == "core");
  app(", default-features = false, features = ['alloc']");
  CHECK(needs(box) == "alloc");
  app(", optional = true");
  CHECK(needs(box) == "core");
  box.file(
      "work/Cargo.toml",
      fmt::format("{}[dependencies]\ncore.builtin = true\nlib = {{ path = 'lib', optional = true, "
                  "default-features = false }}\n[features]\ndefault = ['lib?/alloc', 'more']\nmore = ['dep:lib']\n",
                  package));
  CHECK(needs(box) == "alloc");
  // Nothing is known of packages from elsewhere.
  box.file("work/Cargo.toml", fmt::format("{}[dependencies]\ncore.builtin = true\nserde = '1'\n", package));
  CHECK(needs(box) == "core+");
}

TEST_CASE("the packages of a workspace that count", "[ops][builtin]") {
  Sandbox box;
  box.file("work/Cargo.toml",
           "[workspace]\nmembers = ['crates/*']\nexclude = ['crates/old']\n[workspace.dependencies]\n"
           "alloc = { builtin = true }\n");
  box.file("work/crates/one/Cargo.toml", "[package]\nname = 'one'\n[dependencies]\ncore.builtin = true\n");
  box.file("work/crates/two/Cargo.toml", "[package]\nname = 'two'\n[dependencies]\nalloc.workspace = true\n");
  box.file("work/crates/old/Cargo.toml", "[package]\nname = 'old'\n[dependencies]\nstd.builtin = true\n");
  box.file("work/crates/README", "no package");
  CHECK(needs(box) == "alloc");
  CHECK(needs(box, "work/crates/one") == "core");
  CHECK(needs(box, "work/crates/two") == "alloc");
  box.file("work/Cargo.toml", "[workspace]\nmembers = ['crates/*']\ndefault-members = ['crates/one']\n");
  CHECK(needs(box) == "core");
  // Folders that a new member would appear in are looked at.
  box.file("work/Cargo.toml", "[workspace]\nmembers = ['crates/o*']\nexclude = ['crates/old']\n");
  const auto found = value_of(ask(box));
  CHECK(found.named == StdCrates::core);
  CHECK(std::ranges::find(found.looked_at, box.path("work/crates")) != found.looked_at.end());
  CHECK(std::ranges::find(found.looked_at, box.path("work/crates/one/Cargo.toml")) != found.looked_at.end());
  box.file("work/Cargo.toml", "[workspace]\nmembers = ['**']\n");
  CHECK(box.message(ask(box)).contains("`**` in the list of members is not understood"));
}

TEST_CASE("what RFC 3875 does not allow", "[ops][builtin]") {
  struct Refused {
    std::string_view tables, reason, cure;
  };
  const Refused refused[] = {
      {"[dependencies]\nstd = { builtin = false }\n", "`builtin` of dependency `std` can only be `true`", "remove it"},
      {"[dependencies]\nstd = { builtin = 'yes' }\n", "`builtin` of dependency `std` can only be `true`", "remove it"},
      {"[dependencies]\nstd = { builtin = true, path = 'x' }\n", "dependency `std` has both `builtin` and `path`",
       "remove one of them"},
      {"[dependencies]\nstd = { builtin = true, package = 'core' }\n",
       "dependency `std` has both `builtin` and `package`", "remove one of them"},
      {"[dependencies]\ntest = { builtin = true }\n", "dependency `test` cannot be builtin",
       "builtin are `core`, `alloc` and `std`"},
      {"[dependencies]\nstd = { builtin = true, features = ['x'] }\n",
       "features of the builtin dependency `std` cannot be chosen", "`-Zunstable-options --std-features`"},
      {"[dependencies]\nstd = { builtin = true, default-features = false }\n",
       "features of the builtin dependency `std` cannot be chosen", "remove them"},
      {"[dependencies]\ncore = { builtin = true, optional = true }\n",
       "the builtin dependency `core` cannot be optional", "remove `optional`"},
      {"[dependencies]\nstd = { builtin = true, optional = true }\n",
       "all builtin dependencies are optional, so there may be none", "add `core = { builtin = true }`"},
      {"[build-dependencies]\nstd = { builtin = true }\n", "build dependency `std` cannot be builtin",
       "build scripts use the prebuilt standard library"},
      {"[target.'cfg(a b)'.dependencies]\nstd = { builtin = true }\n", "failed to parse manifest",
       "correct the table's key"},
  };
  for (const auto& [tables, reason, cure] : refused) {
    const auto message = refusal(tables);
    INFO(message);
    CHECK(message.contains("failed to parse manifest at `[ROOT]/work/Cargo.toml`"));
    CHECK(message.contains("[ROOT]/work/Cargo.toml:"));  // the place
    CHECK(message.contains(reason));
    CHECK(message.contains(cure));
  }
}

TEST_CASE("packages that depend on each other, and ones that are not there", "[ops][builtin]") {
  Sandbox box;
  box.file("work/Cargo.toml", fmt::format("{}[dependencies]\ncore.builtin = true\nlib.path = 'lib'\n", package));
  CHECK(box.message(ask(box)).contains("work/lib/Cargo.toml"));
  box.file("work/lib/Cargo.toml",
           "[package]\nname = 'lib'\n[dependencies]\nalloc.builtin = true\np = { path = '..', features = ['x'] }\n");
  CHECK(needs(box) == "alloc");
  // Where there is no package at all.
  box.file("elsewhere/README", "");
  CHECK(needs(box, "elsewhere") == "+");
}
