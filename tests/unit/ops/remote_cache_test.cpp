// SPDX-License-Identifier: MIT
// Who may name a team's cache, and what is refused.
#include "buildstd/ops/remote_cache.hpp"

#include "buildstd/base/text.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::ops;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

struct User {
  TempDir dir;
  Selection selection;
  ProcessContext process_context;

  User() {
    process_context.cwd = dir.path("work");
    set("HOME", dir.path("home").string());
  }
  void set(const std::string& name, const std::string& value) { process_context.environment.set(name, value); }
  [[nodiscard]] Result<cache::RemoteSettings> read() const { return remote_cache(selection, process_context); }
  [[nodiscard]] std::string failure() const {
    const auto settings = read();
    REQUIRE_FALSE(settings);
    const auto& error = settings.error();
    auto all = error.message() + "\n" + text::join(error.notes(), "\n") + "\n" + text::join(error.helps(), "\n");
    if (error.place()) all += "\n" + error.place()->file.string();
    return all;
  }
};

}  // namespace

TEST_CASE("options come before variables, and those before the user's file", "[ops][remote]") {
  User user;
  CHECK(value_of(user.read()).url.empty());
  user.dir.file("home/.config/buildstd/config.toml",
                "[remote-cache]\nurl = \"https://file/\"\nmode = \"read-write\"\npublic-keys = [\"a.pem\"]\n"
                "signing-key = \"/secret.pem\"\n");
  auto settings = value_of(user.read());
  CHECK(settings.url == "https://file");
  CHECK(settings.writes);
  CHECK(settings.public_keys == std::vector<std::filesystem::path>{user.dir.path("home/.config/buildstd/a.pem")});
  CHECK(settings.signing_key == "/secret.pem");

  user.set(remote_cache_variable, "http://variable:8080/below//");
  user.set(remote_cache_mode_variable, "read");
  user.set(remote_cache_public_keys_variable, "one.pem::/two.pem");
  settings = value_of(user.read());
  CHECK(settings.url == "http://variable:8080/below");
  CHECK_FALSE(settings.writes);
  CHECK(settings.public_keys == std::vector<std::filesystem::path>{user.dir.path("work/one.pem"), "/two.pem"});

  user.selection.remote_cache = "https://option";
  user.selection.remote_cache_mode = "read-write";
  settings = value_of(user.read());
  CHECK(settings.url == "https://option");
  CHECK(settings.writes);
  user.selection.remote_cache = "";  // none, whatever others say
  CHECK(value_of(user.read()).url.empty());
  user.selection.remote_cache.reset();
  user.set(remote_cache_variable, "");
  CHECK(value_of(user.read()).url.empty());
}

TEST_CASE("what cannot be a remote cache is refused, with the place", "[ops][remote]") {
  User user;
  for (const auto* url : {"ftp://host", "host/cache", "http://", "https:///path", "https://host/?query",
                          "https://host/#part", "https://a host/"}) {
    user.set(remote_cache_variable, url);
    CHECK_THAT(user.failure(), Contains("the URL of the remote cache") && Contains(remote_cache_variable) &&
                                   Contains("https://cache.example.com"));
  }
  user.set(remote_cache_variable, "https://me:secret@host/cache");
  CHECK_THAT(user.failure(), Contains("password in it") && Contains("netrc") && !Contains("secret"));
  user.set(remote_cache_variable, "https://host");
  user.set(remote_cache_mode_variable, "write");
  CHECK_THAT(user.failure(),
             Contains("invalid mode `write`") && Contains(remote_cache_mode_variable) && Contains("read, read-write"));
}

TEST_CASE("a token is one word", "[ops][remote]") {
  User user;
  for (const auto* token : {"a b", "a\r\nX-Other: header", "a\n", "\xc3\xa9", "\x7f"}) {
    user.process_context.remote_cache_token = token;
    CHECK_THAT(user.failure(),
               Contains(remote_cache_token_variable) && Contains("without a line end") && !Contains("X-Other"));
  }
  user.process_context.remote_cache_token = "eyJh.b_c-d~e+f/g==";
  CHECK(value_of(user.read()).token == "eyJh.b_c-d~e+f/g==");
}

TEST_CASE("mistakes in the user's file have their place", "[ops][remote]") {
  User user;
  const auto with = [&](const std::string& text) {
    user.dir.file("xdg/buildstd/config.toml", text);
    return user.failure();
  };
  user.set("XDG_CONFIG_HOME", user.dir.path("xdg").string());
  CHECK_THAT(with("remote-cache = 1\n"), Contains("not a table") && Contains("config.toml"));
  CHECK_THAT(with("[remote-cache]\nurl = 1\n"),
             Contains("`remote-cache.url` is not a string") && Contains("config.toml"));
  CHECK_THAT(with("[remote-cache]\npublic-keys = \"a\"\n"), Contains("not a list of strings"));
  CHECK_THAT(with("[remote-cache]\nmodes = \"read\"\n"),
             Contains("unknown key `remote-cache.modes`") && Contains("similar key exists: `mode`"));
  CHECK_THAT(with("[remote-cache]\nurl = \"file:///x\"\n"), Contains("begins neither") && Contains("config.toml"));
  CHECK_THAT(with("[remote-cache\n"), Contains("config.toml"));
}
