// SPDX-License-Identifier: MIT
#include "buildstd/base/trusted_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;
using fs::TrustedDirectory;
using std::filesystem::perms;

namespace {

constexpr unsigned somebody_else = 65534;

void open_up(const std::filesystem::path& path) {
  std::filesystem::permissions(path, perms::group_write, std::filesystem::perm_options::add);
}
/// Only root can; false: it is not tested.
bool give_away(const std::filesystem::path& path) { return ::lchown(path.c_str(), somebody_else, somebody_else) == 0; }

struct Site {
  TempDir dir;
  std::filesystem::path path = dir.path("a/cache");
  Site() { require_success(fs::create_directories(path)); }
  [[nodiscard]] Result<TrustedDirectory> open() const { return TrustedDirectory::open(path, std::nullopt); }
};

}  // namespace

TEST_CASE("a directory of one's own is trusted, and what is in it", "[base][trust]") {
  const Site site;
  const auto directory = value_of(site.open());
  CHECK(directory.path() == site.path);
  require_success(directory.write("f", "content"));
  CHECK(value_of(directory.read("f")) == "content");
  require_success(directory.write("f", "other"));
  CHECK(value_of(directory.read("f")) == "other");
  CHECK(value_of(directory.list()) == std::vector<std::string>{"f"});
  require_success(value_of(directory.make_directory("inner")).write("g", "x"));
  CHECK(value_of(value_of(directory.directory("inner")).read("g")) == "x");
  CHECK_THAT(message_of(directory.read("none")), Contains("none") && Contains("No such file"));
  require_success(directory.remove("inner"));
  require_success(directory.remove("inner"));
  CHECK(value_of(directory.list()) == std::vector<std::string>{"f"});
}

TEST_CASE("what others may write to is not trusted, wherever it is on the way", "[base][trust]") {
  const Site site;
  require_success(value_of(site.open()).write("f", "content"));
  require_success(value_of(value_of(site.open()).make_directory("inner")).write("g", "x"));
  SECTION("the directory") {
    open_up(site.path);
    CHECK_THAT(message_of(site.open()), Contains("others may write to `" + site.path.string() + "`"));
  }
  SECTION("one above") {
    open_up(site.path.parent_path());
    CHECK_THAT(message_of(site.open()), Contains("others may write to `" + site.path.parent_path().string() + "`"));
    std::filesystem::permissions(site.path.parent_path(), perms::all | perms::sticky_bit);
    CHECK(site.open().has_value());
  }
  SECTION("one below") {
    open_up(site.path / "inner");
    CHECK_THAT(message_of(value_of(site.open()).directory("inner")), Contains("others may write to"));
  }
  SECTION("a file") {
    open_up(site.path / "f");
    CHECK_THAT(message_of(value_of(site.open()).read("f")), Contains("others may write to"));
    CHECK_THAT(message_of(value_of(site.open()).share_to("f", site.dir.path("out"))), Contains("others may write to"));
  }
}

TEST_CASE("what is another user's is not trusted, wherever it is on the way", "[base][trust]") {
  const Site site;
  require_success(value_of(site.open()).write("f", "content"));
  require_success(value_of(value_of(site.open()).make_directory("inner")).write("g", "x"));
  const auto* const what = GENERATE("a", "a/cache", "a/cache/f", "a/cache/inner");
  if (!give_away(site.dir.path(what))) return;
  const auto belongs = Contains(site.dir.path(what).string() + "` belongs to another user");
  const auto directory = site.open();
  if (!directory) {
    CHECK_THAT(message_of(directory), belongs);
  } else if (std::string(what) == "a/cache/f") {
    CHECK_THAT(message_of(directory->read("f")), belongs);
  } else {
    CHECK_THAT(message_of(directory->directory("inner")), belongs);
  }
}

TEST_CASE("links on the way are followed where only the user or root can have made them", "[base][trust]") {
  const Site site;
  require_success(value_of(site.open()).write("f", "content"));
  const auto link = site.dir.path("link");
  SECTION("an absolute one") { require_success(fs::symlink(site.path.parent_path(), link)); }
  SECTION("a relative one") { std::filesystem::create_symlink("a/../a", link); }
  SECTION("one that ends in a slash") { std::filesystem::create_symlink("a/.//", link); }
  SECTION("one to another") {
    std::filesystem::create_symlink("a", site.dir.path("second"));
    std::filesystem::create_symlink("second", link);
  }
  const auto directory = value_of(TrustedDirectory::open(link / "cache", std::nullopt));
  CHECK(directory.path() == site.path);
  CHECK(value_of(directory.read("f")) == "content");
  if (!give_away(link)) return;
  CHECK_THAT(message_of(TrustedDirectory::open(link / "cache", std::nullopt)),
             Contains("`" + link.string() + "` is a symbolic link that belongs to another user"));
}

TEST_CASE("a link to a directory that others may write to is not trusted", "[base][trust]") {
  const Site site;
  open_up(site.path);
  const auto* const target = GENERATE("a/cache", "a/cache/", "a/cache/.", "a/../a/cache//");
  std::filesystem::create_symlink(target, site.dir.path("link"));
  CHECK_THAT(message_of(TrustedDirectory::open(site.dir.path("link"), std::nullopt)), Contains("others may write to"));
}

TEST_CASE("a link in a circle ends", "[base][trust]") {
  const TempDir dir;
  std::filesystem::create_symlink("circle", dir.path("circle"));
  CHECK_THAT(message_of(TrustedDirectory::open(dir.path("circle"), std::nullopt)), Contains("Too many levels"));
}

TEST_CASE("it stays the same directory whatever its path leads to", "[base][trust]") {
  const Site site;
  const auto directory = value_of(site.open());
  require_success(directory.write("f", "ours"));
  require_success(fs::rename(site.path, site.dir.path("moved")));
  require_success(fs::create_directories(site.path));
  site.dir.file("a/cache/f", "theirs");
  CHECK(value_of(directory.read("f")) == "ours");
}

TEST_CASE("links and pipes in it lead nowhere", "[base][trust]") {
  const Site site;
  const auto directory = value_of(site.open());
  const auto secret = site.dir.file("secret/f", "secret");
  std::filesystem::create_symlink(secret, site.path / "file");
  std::filesystem::create_symlink(secret.parent_path(), site.path / "directory");
  REQUIRE(::mkfifo((site.path / "pipe").c_str(), 0600) == 0);
  CHECK_FALSE(directory.read("file"));
  CHECK_FALSE(directory.directory("directory"));
  CHECK_THAT(message_of(directory.read("pipe")), Contains("not a regular file"));
  CHECK_FALSE(directory.share_to("pipe", site.dir.path("out")));
  CHECK_FALSE(directory.share_to("file", site.dir.path("out")));
  CHECK_FALSE(directory.share_here(site.path / "file", "new"));
  for (const auto* name : {"file", "directory", "pipe"}) require_success(directory.remove(name));
  CHECK(value_of(fs::read(secret)) == "secret");
  CHECK(value_of(directory.list()).empty());
}

TEST_CASE("directories are made only below what has to be there", "[base][trust]") {
  const TempDir dir;
  const auto home = dir.path("home");
  CHECK_FALSE(TrustedDirectory::open(home / ".cache" / "x", home));
  CHECK_FALSE(fs::exists(home));
  require_success(fs::create_directories(home));
  CHECK_FALSE(TrustedDirectory::open(home / ".cache" / "x", std::nullopt));
  const auto made = value_of(TrustedDirectory::open(home / ".cache" / "x", home));
  CHECK(std::filesystem::status(made.path()).permissions() == perms::owner_all);
  CHECK(std::filesystem::status(home / ".cache").permissions() == perms::owner_all);
}

TEST_CASE("nothing is made in another user's home", "[base][trust]") {
  const TempDir dir;
  require_success(fs::create_directories(dir.path("home")));
  if (!give_away(dir.path("home"))) return;
  CHECK_THAT(message_of(TrustedDirectory::open(dir.path("home/.cache/x"), dir.path("home"))),
             Contains("belongs to another user"));
  CHECK_FALSE(fs::exists(dir.path("home/.cache")));
}

TEST_CASE("a tree is removed whatever its permissions", "[base][trust]") {
  const Site site;
  const auto directory = value_of(site.open());
  site.dir.file("a/cache/tree/inner/f", "x");
  std::filesystem::permissions(site.path / "tree/inner", perms::none);
  std::filesystem::permissions(site.path / "tree", perms::owner_read);
  require_success(directory.remove("tree"));
  CHECK_FALSE(fs::exists(site.path / "tree"));
}

TEST_CASE("unique directories are new ones, and move", "[base][trust]") {
  const Site site;
  const auto directory = value_of(site.open());
  const auto one = value_of(directory.make_unique_directory());
  const auto other = value_of(directory.make_unique_directory());
  CHECK(one.path() != other.path());
  require_success(one.write("f", "x"));
  require_success(directory.rename(one.path().filename().string(), directory, "named"));
  CHECK(value_of(value_of(directory.directory("named")).read("f")) == "x");
  CHECK_FALSE(directory.rename(other.path().filename().string(), directory, "named"));  // it is not empty
}

TEST_CASE("of a directory in a workspace only itself is looked at", "[base][trust]") {
  const Site site;
  open_up(site.path.parent_path());
  CHECK(TrustedDirectory::open_only(site.path).has_value());
  open_up(site.path);
  CHECK_THAT(message_of(TrustedDirectory::open_only(site.path)), Contains("others may write to"));
  CHECK(value_of(fs::list(site.path)).empty());
}
