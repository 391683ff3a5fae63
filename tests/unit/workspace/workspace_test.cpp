// SPDX-License-Identifier: MIT
#include "buildstd/workspace/workspace.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

/// A `library` folder with one member, a patched package and three locked registry packages.
struct Library {
  TempDir dir;

  Library() {
    dir.file("Cargo.toml", R"toml([workspace]
members = ["std", "gone"]
[patch.crates-io]
shim-core = { path = "shim-core" }
[profile.dist]
inherits = "release"
)toml");
    dir.file("Cargo.lock", R"toml(version = 4
[[package]]
name = "std"
version = "0.0.0"
dependencies = ["libc", "shim-core", "helper", "wasi 0.11.1+snapshot", "wasi 0.14.4+x"]
[[package]]
name = "helper"
version = "0.0.0"
[[package]]
name = "shim-core"
version = "1.99.0"
[[package]]
name = "libc"
version = "0.2.5"
source = "registry+https://example.invalid/index"
checksum = "aaaa"
[[package]]
name = "wasi"
version = "0.11.1+snapshot"
source = "registry+https://example.invalid/index"
[[package]]
name = "wasi"
version = "0.14.4+x"
source = "registry+https://example.invalid/index"
)toml");
    dir.file("std/Cargo.toml", R"toml([package]
name = "std"
version = "0.0.0"
[dependencies]
libc = "0.2.3"
helper = { path = "../helper" }
shim-core = "1.0"
wasi = "0.11"
wasip2 = { version = "0.14.4", package = "wasi" }
nowhere = "1"
too-new = { version = "9", package = "libc" }
)toml");
    dir.file("helper/Cargo.toml", "[package]\nname = \"helper\"\nversion = \"0.0.0\"\n");
    dir.file("shim-core/Cargo.toml", "[package]\nname = \"shim-core\"\nversion = \"1.99.0\"\n");
    vendor("libc", "libc", "0.2.5");                            // `cargo vendor`
    vendor("wasi-0.11.1+snapshot", "wasi", "0.11.1+snapshot");  // `cargo vendor --versioned-dirs`
    vendor("wasi", "wasi", "0.14.4+x");                         // both at once
  }
  void vendor(const std::string& folder, const std::string& name, const std::string& version) const {
    dir.file("vendor/" + folder + "/Cargo.toml", "[package]\nname = \"" + name + "\"\nversion = \"" + version + "\"\n");
  }
  [[nodiscard]] Result<workspace::Workspace> load(const workspace::DependencySources& sources = {}) const {
    return workspace::load(dir.path(), sources);
  }
};

const workspace::Member& member(const workspace::Workspace& workspace, std::string_view name, std::size_t nth = 0) {
  for (std::size_t i = 0; i < workspace.members.size(); ++i) {
    if (workspace.lock.packages[i].name == name && nth-- == 0) return workspace.members[i];
  }
  FAIL("no such package: " << name);
  return workspace.members[0];
}

std::size_t resolve(const workspace::Workspace& workspace, std::string_view dependency_name) {
  const auto owner = workspace.find("std").value();
  for (const auto& dependency : workspace.members[owner].package->dependencies) {
    if (dependency.name == dependency_name) return value_of(workspace.resolve(owner, dependency));
  }
  FAIL("no such dependency: " << dependency_name);
  return 0;
}

std::string absence(const workspace::Member& member) {
  REQUIRE(member.absent);
  return render(*member.absent, Color::never);
}

}  // namespace

TEST_CASE("members, patches, path dependencies and both vendor layouts are found", "[workspace]") {
  const Library library;
  const auto workspace = value_of(library.load());
  CHECK(workspace.root == library.dir.path());
  CHECK(workspace.profiles.contains("dist"));
  for (const auto& each : workspace.members) CHECK(each.package.has_value());
  CHECK(member(workspace, "std").package->is_member);
  CHECK(member(workspace, "helper").package->is_member);
  CHECK(member(workspace, "shim-core").package->is_member);
  CHECK_FALSE(member(workspace, "libc").package->is_member);
  CHECK(member(workspace, "wasi", 0).package->root() == library.dir.path("vendor/wasi-0.11.1+snapshot"));
  CHECK(member(workspace, "wasi", 1).package->root() == library.dir.path("vendor/wasi"));
}

TEST_CASE("dependencies lead to the locked package that fits", "[workspace]") {
  const Library library;
  const auto workspace = value_of(library.load());
  CHECK(workspace.lock.packages[resolve(workspace, "wasi")].version.str() == "0.11.1+snapshot");
  CHECK(workspace.lock.packages[resolve(workspace, "wasip2")].version.str() == "0.14.4+x");
  CHECK(workspace.lock.packages[resolve(workspace, "shim-core")].name == "shim-core");
  const auto owner = workspace.find("std").value();
  for (const auto& dependency : workspace.members[owner].package->dependencies) {
    if (dependency.name != "nowhere" && dependency.name != "too-new") continue;
    const auto message = message_of(workspace.resolve(owner, dependency));
    CHECK_THAT(message, Contains("does not cover dependency `" + dependency.package + "` of `std`"));
    CHECK_THAT(message, Contains("std/Cargo.toml:"));
    CHECK_THAT(message, Contains("help: "));
  }
}

TEST_CASE("only path packages are found by name", "[workspace]") {
  const Library library;
  const auto workspace = value_of(library.load());
  CHECK(workspace.find("helper").has_value());
  CHECK_FALSE(workspace.find("libc").has_value());
}

TEST_CASE("a vendored crate that is missing is told when it is asked for", "[workspace]") {
  const Library library;
  require_success(fs::remove_all(library.dir.path("vendor/libc")));
  const auto workspace = value_of(library.load());
  const auto& libc = member(workspace, "libc");
  CHECK(libc.looked_at ==
        std::vector<std::filesystem::path>{library.dir.path("vendor/libc-0.2.5"), library.dir.path("vendor/libc")});
  const auto message = absence(libc);
  CHECK_THAT(message, Contains("`libc 0.2.5`, a dependency of the standard library, is not vendored"));
  CHECK_THAT(message, Contains("--> " + library.dir.path("vendor").string()));
  CHECK_THAT(message, Contains("help: install complete sources"));
}

TEST_CASE("a vendored crate of another version says which", "[workspace]") {
  const Library library;
  library.vendor("libc", "libc", "0.2.4");
  const auto message = absence(member(value_of(library.load()), "libc"));
  CHECK_THAT(message, Contains("the lock file asks for 0.2.5, there is 0.2.4"));
  CHECK_THAT(message, Contains("help: ") && Contains("reinstall"));
}

TEST_CASE("a vendored crate with another checksum is refused", "[workspace]") {
  const Library library;
  library.dir.file("vendor/libc/.cargo-checksum.json", R"({"files":{},"package":"bbbb"})");
  const auto message = absence(member(value_of(library.load()), "libc"));
  CHECK_THAT(message, Contains("checksum for `libc 0.2.5` does not match"));
  CHECK_THAT(message, Contains("the lock file has aaaa, the vendored crate has bbbb"));
  CHECK_THAT(message, Contains("vendor/libc/.cargo-checksum.json"));
}

TEST_CASE("checksum files that fit, say nothing or are broken", "[workspace]") {
  const Library library;
  for (const auto* good : {R"({"package":"aaaa"})", R"({"package":null})", R"({})"}) {
    library.dir.file("vendor/libc/.cargo-checksum.json", good);
    CHECK(member(value_of(library.load()), "libc").package);
  }
  for (const auto* bad : {"", "[]", "{", "[[[[[["}) {
    library.dir.file("vendor/libc/.cargo-checksum.json", bad);
    CHECK_THAT(absence(member(value_of(library.load()), "libc")), Contains("is not a JSON object"));
  }
}

TEST_CASE("more folders of packages may be given", "[workspace]") {
  const Library library;
  const TempDir registry;
  require_success(fs::remove_all(library.dir.path("vendor/libc")));
  registry.file("libc-0.2.5/Cargo.toml", "[package]\nname = \"libc\"\nversion = \"0.2.5\"\n");
  workspace::DependencySources sources;
  sources.folders = {{registry.path(), std::nullopt}};
  const auto workspace = value_of(library.load(sources));
  CHECK(member(workspace, "libc").package->root() == registry.path("libc-0.2.5"));
}

TEST_CASE("sources that do not fit their lock file", "[workspace]") {
  const Library library;
  library.dir.file("helper/Cargo.toml", "[package]\nname = \"helper\"\nversion = \"0.0.1\"\n");
  const auto message = message_of(library.load());
  CHECK_THAT(message, Contains("failed to read the sources of the standard library"));
  CHECK_THAT(message, Contains("the lock file has `helper` 0.0.0, its manifest has 0.0.1"));
  CHECK_THAT(message, Contains("helper/Cargo.toml"));
  require_success(fs::remove_all(library.dir.path("helper")));
  CHECK_THAT(absence(member(value_of(library.load()), "helper")),
             Contains("`helper-0.0.0` of the lock file is not in the standard library's sources"));
}

TEST_CASE("files that are missing or broken", "[workspace]") {
  const Library library;
  library.dir.file("std/Cargo.toml", "[package]\nname = \"std\"\nversion = \n");
  CHECK_THAT(message_of(library.load()), Contains("std/Cargo.toml:3"));
  library.dir.file("Cargo.lock", "version = 4\n[[package\n");
  CHECK_THAT(message_of(library.load()), Contains("Cargo.lock:2"));
  require_success(fs::remove_all(library.dir.path("Cargo.lock")));
  CHECK_THAT(message_of(library.load()), Contains("failed to read") && Contains("Cargo.lock"));
  require_success(fs::remove_all(library.dir.path("Cargo.toml")));
  CHECK_THAT(message_of(library.load()), Contains("failed to read") && Contains("Cargo.toml"));
}

TEST_CASE("sources without a vendor folder are served from Cargo's cache, checked against the lock file",
          "[workspace]") {
  const Library library;
  std::filesystem::remove_all(library.dir.path() / "vendor");
  CHECK_THAT(absence(member(value_of(library.load()), "libc")), Contains("buildstd fetch"));

  const TempDir registry;
  registry.file("src/index/libc-0.2.5/Cargo.toml", "[package]\nname = \"libc\"\nversion = \"0.2.5\"\n");
  workspace::DependencySources sources;
  sources.folders = {{registry.path() / "src/index", registry.path() / "cache/index"}};
  CHECK_THAT(absence(member(value_of(library.load(sources)), "libc")), Contains("cannot be checked"));
  registry.file("cache/index/libc-0.2.5.crate", "another package");
  CHECK_THAT(absence(member(value_of(library.load(sources)), "libc")),
             Contains("checksum for `libc 0.2.5` does not match the lock file") && Contains("the lock file has aaaa") &&
                 Contains(sha256_hex("another package")) && Contains("run `buildstd fetch`"));

  auto lock = value_of(fs::read(library.dir.path() / "Cargo.lock"));
  lock.replace(lock.find("aaaa"), 4, sha256_hex("another package"));
  library.dir.file("Cargo.lock", lock);
  const auto found = value_of(library.load(sources));
  CHECK(member(found, "libc").package);
  CHECK(found.vendored == std::vector<std::filesystem::path>{registry.path() / "src/index"});
}

TEST_CASE("another lock file takes the place of the sources' own", "[workspace]") {
  const Library library;
  const TempDir other;
  auto lock = value_of(fs::read(library.dir.path() / "Cargo.lock"));
  lock.replace(lock.find("0.2.5"), 5, "0.2.6");
  other.file("Cargo.lock", lock);
  other.file("vendor/libc-0.2.6/Cargo.toml", "[package]\nname = \"libc\"\nversion = \"0.2.6\"\n");
  workspace::DependencySources sources;
  sources.folders = {{other.path() / "vendor", std::nullopt}};
  sources.lockfile = other.path() / "Cargo.lock";
  const auto found = value_of(library.load(sources));
  REQUIRE(member(found, "libc").package);
  CHECK(member(found, "libc").package->version.str() == "0.2.6");
}

TEST_CASE("cc has a stand-in where the sources lack it, and nothing else has", "[workspace]") {
  const Library library;
  auto lock = value_of(fs::read(library.dir.path() / "Cargo.lock"));
  lock +=
      "[[package]]\nname = \"cc\"\nversion = \"1.2.0\"\nsource = \"registry+https://example.invalid/index\"\n"
      "[[package]]\nname = \"shlex\"\nversion = \"1.3.0\"\nsource = \"registry+https://example.invalid/index\"\n";
  library.dir.file("Cargo.lock", lock);
  CHECK(member(value_of(library.load()), "cc").absent);
  const TempDir folder;
  workspace::DependencySources sources;
  sources.stand_ins = folder.path();
  const auto found = value_of(library.load(sources));
  REQUIRE(member(found, "cc").package);
  const auto& package = *member(found, "cc").package;
  CHECK(package.is_stand_in);
  CHECK(package.version.str() == "1.2.0");
  CHECK_THAT(value_of(fs::read(package.library->source)), Contains("pub struct Build"));
  CHECK(member(found, "shlex").absent);
}

TEST_CASE("a stand-in takes the place of a package that is there only where that is wanted", "[workspace]") {
  const Library library;
  auto lock = value_of(fs::read(library.dir.path() / "Cargo.lock"));
  lock += "[[package]]\nname = \"cc\"\nversion = \"1.2.0\"\nsource = \"registry+https://example.invalid/index\"\n";
  library.dir.file("Cargo.lock", lock);
  library.dir.file("vendor/cc/Cargo.toml", "[package]\nname = \"cc\"\nversion = \"1.2.0\"\n[lib]\npath = \"lib.rs\"\n");
  const TempDir folder;
  workspace::DependencySources sources;
  sources.stand_ins = folder.path();
  CHECK_FALSE(member(value_of(library.load(sources)), "cc").package->is_stand_in);
  sources.prefer_stand_ins = true;
  CHECK(member(value_of(library.load(sources)), "cc").package->is_stand_in);
}
