// SPDX-License-Identifier: MIT
#include "buildstd/workspace/manifest.hpp"

#include <algorithm>

#include "base/toml.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"
#include "workspace/inheritance.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;
using workspace::DependencyKind;

namespace {

/// A package below a workspace root.
struct Sources {
  TempDir dir;

  Result<workspace::Package> read(std::string_view manifest, std::string_view root = "") const {
    const auto file = dir.file("member/Cargo.toml", manifest);
    if (root.empty()) return workspace::read_manifest(file, nullptr);
    const auto document = value_of(parse_toml(std::string(root), dir.path("Cargo.toml")));
    const workspace::Inheritance inheritance{document};
    return workspace::read_manifest(file, &inheritance);
  }
};

const workspace::Dependency& dependency(const workspace::Package& package, std::string_view name) {
  const auto found = std::ranges::find(package.dependencies, name, &workspace::Dependency::name);
  REQUIRE(found != package.dependencies.end());
  return *found;
}

}  // namespace

TEST_CASE("a small manifest gets Cargo's defaults", "[workspace][manifest]") {
  const Sources sources;
  sources.dir.file("member/src/lib.rs", "");
  sources.dir.file("member/README.md", "");
  const auto package = value_of(sources.read("[package]\nname = \"my-crate\"\n"));
  CHECK(package.version.str() == "0.0.0");
  CHECK(package.edition == "2015");
  REQUIRE(package.library);
  CHECK(package.library->crate_name == "my_crate");
  CHECK(package.library->source == sources.dir.path("member/src/lib.rs"));
  CHECK(package.library->crate_types == std::vector<std::string>{"lib"});
  CHECK_FALSE(package.build_script);
  CHECK(package.metadata.readme == "README.md");
  CHECK(package.root() == sources.dir.path("member"));
}

TEST_CASE("library and metadata as the manifest has them", "[workspace][manifest]") {
  const Sources sources;
  const auto package = value_of(sources.read(R"toml(cargo-features = ["public-dependency"]
[package]
name = "std"
version = "1.2.3-pre"
edition = "2024"
authors = ["A <a@example.invalid>", "B"]
description = "d"
license = "MIT"
license-file = "LICENSE"
homepage = "h"
repository = "r"
rust-version = "1.80"
readme = "OTHER.md"
links = "native"
[lib]
name = "std_lib"
path = "lib.rs"
crate-type = ["dylib", "rlib"]
)toml"));
  CHECK(package.public_dependency);
  CHECK(package.version.str() == "1.2.3-pre");
  CHECK(package.library->crate_name == "std_lib");
  CHECK(package.library->source == sources.dir.path("member/lib.rs"));
  CHECK(package.library->crate_types == std::vector<std::string>{"dylib", "rlib"});
  CHECK(package.links == "native");
  CHECK(package.metadata.authors == std::vector<std::string>{"A <a@example.invalid>", "B"});
  CHECK(package.metadata.rust_version == "1.80");
  CHECK(package.metadata.license_file == "LICENSE");
  CHECK(package.metadata.readme == "OTHER.md");
}

TEST_CASE("members inherit what the workspace says", "[workspace][manifest]") {
  const Sources sources;
  const auto package = value_of(sources.read(R"toml([package]
name = "m"
version.workspace = true
edition = { workspace = true }
license.workspace = true
[dependencies]
shared = { workspace = true, features = ["more"], optional = true }
plain.workspace = true
[lints]
workspace = true
)toml",
                                             R"toml([workspace.package]
version = "3.2.1"
edition = "2021"
license = "MIT"
[workspace.dependencies]
shared = { path = "somewhere", package = "real-name", features = ["base"], default-features = false }
plain = "1.2"
[workspace.lints.rust]
unsafe_code = "deny"
unexpected_cfgs = { level = "warn", priority = -1, check-cfg = ["cfg(a)", "cfg(b)"]
}
)toml"));
  CHECK(package.version.str() == "3.2.1");
  CHECK(package.edition == "2021");
  CHECK(package.metadata.license == "MIT");
  const auto& shared = dependency(package, "shared");
  CHECK(shared.package == "real-name");
  CHECK(shared.renamed());
  CHECK(shared.path == sources.dir.path("somewhere"));  // relative to the workspace's root
  CHECK(shared.features == std::vector<std::string>{"base", "more"});
  CHECK(shared.optional);
  CHECK_FALSE(shared.default_features);
  const auto& plain = dependency(package, "plain");
  CHECK(plain.requirement.matches(value_of(workspace::Version::parse("1.3.0"))));
  CHECK_FALSE(plain.requirement.matches(value_of(workspace::Version::parse("2.0.0"))));
  CHECK(package.lints.size() == 2);
  CHECK(package.check_cfgs == std::vector<std::string>{"cfg(a)", "cfg(b)"});
}

TEST_CASE("inheriting what nobody offers is an error with its place", "[workspace][manifest]") {
  const Sources sources;
  const auto message =
      message_of(sources.read("[package]\nname = \"m\"\n[dependencies]\nx = { workspace = true }\n", "[workspace]\n"));
  CHECK_THAT(message, Contains("dependency `x` is not in [workspace.dependencies]"));
  CHECK_THAT(message, Contains("member/Cargo.toml:4:5"));
  CHECK_THAT(message, Contains("x = { workspace = true }"));
  CHECK_THAT(message_of(sources.read("[package]\nname = \"m\"\n[lints]\nworkspace = true\n")),
             Contains("inherits [lints] but is in no workspace"));
}

TEST_CASE("dependency tables: targets, kinds, renames; development ones are not read", "[workspace][manifest]") {
  const Sources sources;
  const auto package = value_of(sources.read(R"toml([package]
name = "m"
[dependencies]
core = { path = "../core", public = true }
alias = { version = "0.14.4", package = "wasi", optional = true }
[dev-dependencies]
rand = "0.9"
[build-dependencies]
cc = { version = "1.2", optional = true }
[target.'cfg(unix)'.dependencies]
libc = { version = "0.2", default-features = false, features = ["rustc-dep-of-std"] }
[target.'cfg(unix)'.dev-dependencies]
tempfile = "3"
[target.x86_64-fortanix-unknown-sgx.dependencies]
sgx = "0.6"
[target.'cfg(windows)'.build-dependencies]
winres = "1"
)toml"));
  CHECK(package.dependencies.size() == 6);
  CHECK(dependency(package, "core").path == sources.dir.path("core"));
  CHECK(dependency(package, "core").is_public);
  CHECK(dependency(package, "alias").package == "wasi");
  CHECK(dependency(package, "cc").kind == DependencyKind::build);
  const auto& libc = dependency(package, "libc");
  CHECK_FALSE(libc.default_features);
  REQUIRE(libc.target);
  CHECK(libc.target->matches("any", {{"unix", std::nullopt}}));
  CHECK_FALSE(libc.target->matches("any", {}));
  CHECK(dependency(package, "sgx").target->matches("x86_64-fortanix-unknown-sgx", {}));
  CHECK(dependency(package, "winres").kind == DependencyKind::build);
}

TEST_CASE("optional dependencies are features, unless `dep:` hides them", "[workspace][manifest]") {
  const Sources sources;
  const auto package = value_of(sources.read(R"toml([package]
name = "m"
[dependencies]
shown = { version = "1", optional = true }
hidden = { version = "1", optional = true }
always = "1"
own = { version = "1", optional = true }
[features]
default = ["x"]
x = ["dep:hidden", "shown?/y"]
own = ["x"]
)toml"));
  CHECK(package.features.at("shown") == std::vector<std::string>{"dep:shown"});
  CHECK_FALSE(package.features.contains("hidden"));
  CHECK_FALSE(package.features.contains("always"));
  CHECK(package.features.at("own") == std::vector<std::string>{"x"});  // what the manifest says stands
  CHECK(package.features.at("x") == std::vector<std::string>{"dep:hidden", "shown?/y"});
}

TEST_CASE("build scripts are found as Cargo finds them", "[workspace][manifest]") {
  const Sources sources;
  CHECK_FALSE(value_of(sources.read("[package]\nname = \"m\"\n")).build_script);
  CHECK(value_of(sources.read("[package]\nname = \"m\"\nbuild = \"x/gen.rs\"\n")).build_script ==
        sources.dir.path("member/x/gen.rs"));
  sources.dir.file("member/build.rs", "");
  CHECK(value_of(sources.read("[package]\nname = \"m\"\n")).build_script == sources.dir.path("member/build.rs"));
  CHECK(value_of(sources.read("[package]\nname = \"m\"\nbuild = true\n")).build_script ==
        sources.dir.path("member/build.rs"));
  CHECK_FALSE(value_of(sources.read("[package]\nname = \"m\"\nbuild = false\n")).build_script);
}

TEST_CASE("lints keep tool, level and priority; the cargo tool's are Cargo's own", "[workspace][manifest]") {
  const Sources sources;
  const auto package = value_of(sources.read(R"toml([package]
name = "m"
[lints.rust]
plain = "allow"
unexpected_cfgs = { level = "warn", check-cfg = ["cfg(x)"]
}
[lints.clippy]
all = { level = "deny", priority = -1 }
[lints.cargo]
whatever = "warn"
)toml"));
  REQUIRE(package.lints.size() == 3);
  const auto clippy = std::ranges::find(package.lints, "clippy", &workspace::Lint::tool);
  REQUIRE(clippy != package.lints.end());
  CHECK(clippy->priority == -1);
  CHECK(package.check_cfgs == std::vector<std::string>{"cfg(x)"});
}

TEST_CASE("manifests that are none", "[workspace][manifest]") {
  const Sources sources;
  struct Broken {
    const char* text;
    const char* reason;
    const char* place;
  };
  const Broken all[] = {
      {"[workspace]\n", "it has no [package]", "Cargo.toml"},
      {"[package]\nversion = \"1.0.0\"\n", "the package has no name", "Cargo.toml:1"},
      {"[package]\nname = \"m\"\nversion = \"x\"\n", "`x` is not a valid version", "Cargo.toml:1"},
      {"[package]\nname = \"m\"\n[dependencies]\na = \"not one\"\n", "is not a valid version requirement",
       "Cargo.toml:4:5"},
      {"[package]\nname = \"m\"\n[target.'cfg(all(']\n", "", "Cargo.toml:3"},
      {"[package\n", "could not parse", "Cargo.toml:1"},
  };
  for (const auto& broken : all) {
    INFO(broken.text);
    const auto result = sources.read(broken.text);
    if (std::string_view(broken.reason).empty()) {
      CHECK(result.has_value());  // no cfg( … ), so a triple of a strange name
      continue;
    }
    const auto message = message_of(result);
    CHECK_THAT(message, Contains(broken.reason));
    CHECK_THAT(message, Contains(broken.place));
  }
}

TEST_CASE("a malformed cfg in a target table is an error with its place", "[workspace][manifest]") {
  const Sources sources;
  const auto message =
      message_of(sources.read("[package]\nname = \"m\"\n[target.'cfg(all(unix)'.dependencies]\na = \"1\"\n"));
  CHECK_THAT(message, Contains("cfg expression"));
  CHECK_THAT(message, Contains("member/Cargo.toml:"));
}
