// SPDX-License-Identifier: MIT
#include "buildstd/ops/remote_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::ops {

namespace {

using fs::Path;

/// A word, and where it was said.
struct Said {
  std::string value;
  std::string origin;
  std::optional<Place> place = {};
  Path folder;  ///< that relative paths are meant from
};

/// The table `remote-cache` of the user's file, as far as it says something.
struct UsersFile {
  std::optional<Said> url;
  std::optional<Said> mode;
  std::vector<Said> public_keys;
  std::optional<Said> signing_key;
};

Error at(Error error, const Said& said) { return said.place ? std::move(error).at(*said.place) : std::move(error); }

Error wrong_type(const TomlDocument& document, const toml::node& node, std::string_view key, std::string_view wanted) {
  return Error(fmt::format("`remote-cache.{}` is not {}", key, wanted))
      .at(document.place(node))
      .help("docs/remote-cache.md has the keys of this file");
}

class UsersFileReader {
 public:
  explicit UsersFileReader(const TomlDocument& document) : document_(document) {}

  Result<UsersFile> read() {
    const auto* const node = document_.root.get("remote-cache");
    UsersFile file;
    if (node == nullptr) return file;
    const auto* const table = node->as_table();
    if (table == nullptr)
      return fail(Error("`remote-cache` is not a table").at(document_.place(*node)).help("write `[remote-cache]`"));
    for (const auto& [key, value] : *table) BUILDSTD_CHECK(take(key.str(), value, file));
    return file;
  }

 private:
  Result<void> take(std::string_view key, const toml::node& node, UsersFile& file) {
    if (key == "url") return take_word(key, node, file.url);
    if (key == "mode") return take_word(key, node, file.mode);
    if (key == "signing-key") return take_word(key, node, file.signing_key);
    if (key == "public-keys") return take_words(key, node, file.public_keys);
    auto error = Error(fmt::format("unknown key `remote-cache.{}`", text::printable(std::string(key))))
                     .at(document_.place(node));
    static const std::vector<std::string> known = {"url", "mode", "public-keys", "signing-key"};
    for (const auto& near : text::nearest(std::string(key), known, 1))
      error = std::move(error).help(fmt::format("a similar key exists: `{}`", near));
    return fail(std::move(error).help("the keys are: url, mode, public-keys, signing-key"));
  }

  [[nodiscard]] Said said(std::string value, const toml::node& node) const {
    return {std::move(value), fmt::format("`{}`", document_.file.string()), document_.place(node),
            document_.file.parent_path()};
  }

  Result<void> take_word(std::string_view key, const toml::node& node, std::optional<Said>& into) const {
    const auto value = node.value_exact<std::string>();
    if (!value) return fail(wrong_type(document_, node, key, "a string"));
    into = said(*value, node);
    return {};
  }

  Result<void> take_words(std::string_view key, const toml::node& node, std::vector<Said>& into) const {
    const auto* const list = node.as_array();
    if (list == nullptr) return fail(wrong_type(document_, node, key, "a list of strings"));
    for (const auto& one : *list) {
      const auto value = one.value_exact<std::string>();
      if (!value) return fail(wrong_type(document_, one, key, "a list of strings"));
      into.push_back(said(*value, one));
    }
    return {};
  }

  const TomlDocument& document_;
};

Result<UsersFile> read_users_file(const Environment& environment) {
  const auto file = users_file(environment);
  if (!file || !fs::exists(*file)) return UsersFile();
  BUILDSTD_TRY(const auto document, read_toml(*file));
  return UsersFileReader(document).read();
}

std::optional<Said> said_by(const std::optional<std::string>& option, std::string_view name,
                            const ProcessContext& process_context, const char* variable,
                            const std::optional<Said>& users) {
  if (option) return Said{*option, fmt::format("`{}`", name), {}, process_context.cwd};
  if (const auto value = process_context.environment.get(variable))
    return Said{*value, fmt::format("the variable {}", variable), {}, process_context.cwd};
  return users;
}

Error bad_url(const Said& said, std::string_view why) {
  return at(Error(fmt::format("the URL of the remote cache {}", why)), said)
      .note(fmt::format("it is in {}", said.origin))
      .help("write it as in `https://cache.example.com/buildstd`");
}

// Not shown where it has what nobody should see.
Result<std::string> checked_url(const Said& said) {
  auto url = said.value;
  const auto has_scheme = [&](std::string_view scheme) { return url.starts_with(scheme); };
  const auto host = has_scheme("https://") ? 8U : has_scheme("http://") ? 7U : 0U;
  if (host == 0) return fail(bad_url(said, "begins neither with `https://` nor with `http://`"));
  if (text::printable(url) != url || url.find_first_of(" \t") != std::string::npos)
    return fail(bad_url(said, "has a character that no URL has"));
  if (url.find_first_of("?#") != std::string::npos) return fail(bad_url(said, "has a query or a fragment"));
  const auto authority = url.substr(host, url.find('/', host) - host);
  if (authority.empty()) return fail(bad_url(said, "names no host"));
  if (authority.find('@') != std::string::npos)
    return fail(at(Error("the URL of the remote cache has a user's name or password in it"), said)
                    .note(fmt::format("it is in {}", said.origin))
                    .help(fmt::format("put them into ~/.netrc, or a token into {}", remote_cache_token_variable)));
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Result<bool> checked_mode(const Said& said) {
  if (said.value == "read") return false;
  if (said.value == "read-write") return true;
  return fail(at(Error(fmt::format("invalid mode `{}` of the remote cache", text::printable(said.value))), said)
                  .note(fmt::format("it is in {}", said.origin))
                  .help("the modes are: read, read-write")
                  .exit_status(1));
}

std::vector<Path> public_keys(const ProcessContext& process_context, const UsersFile& users) {
  std::vector<Path> keys;
  if (const auto named = process_context.environment.get(remote_cache_public_keys_variable)) {
    for (const auto& path : text::split(*named, ':')) {
      if (!path.empty()) keys.push_back(fs::absolute(path, process_context.cwd));
    }
    return keys;
  }
  for (const auto& said : users.public_keys) keys.push_back(fs::absolute(said.value, said.folder));
  return keys;
}

}  // namespace

namespace {

// A line end in it would begin a header of its own.
Result<void> check_token(const std::optional<std::string>& token) {
  const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!token || std::ranges::all_of(*token, is_visible)) return {};
  return fail(Error(fmt::format("the token in {} has a character that no token has", remote_cache_token_variable))
                  .note("a blank or a line end, or one outside ASCII")
                  .help("set the variable to the token alone, without a line end"));
}

}  // namespace

std::optional<Path> users_file(const Environment& environment) {
  const auto folder = personal_folder(environment, "XDG_CONFIG_HOME", ".config");
  return folder ? std::optional(*folder / "buildstd" / "config.toml") : std::nullopt;
}

Result<cache::RemoteSettings> remote_cache(const Selection& selection, const ProcessContext& process_context) {
  BUILDSTD_TRY(const auto users, read_users_file(process_context.environment));
  cache::RemoteSettings settings;
  BUILDSTD_CHECK(check_token(process_context.remote_cache_token));
  settings.token = process_context.remote_cache_token;
  settings.public_keys = public_keys(process_context, users);
  if (const auto key = said_by({}, {}, process_context, remote_cache_signing_key_variable, users.signing_key);
      key && !key->value.empty())
    settings.signing_key = fs::absolute(key->value, key->folder);
  const auto mode = said_by(selection.remote_cache_mode, "--remote-cache-mode", process_context,
                            remote_cache_mode_variable, users.mode);
  if (mode && !mode->value.empty()) {
    BUILDSTD_TRY(settings.writes, checked_mode(*mode));
  }
  const auto url = said_by(selection.remote_cache, "--remote-cache", process_context, remote_cache_variable, users.url);
  if (url && !url->value.empty()) {
    BUILDSTD_TRY(settings.url, checked_url(*url));
  }
  if (selection.remote_cache_mode && !url)  // an empty one turns it off, which may be meant
    return fail(Error("`--remote-cache-mode` is given, but no remote cache")
                    .help(fmt::format("name one with `--remote-cache URL` or in {}", remote_cache_variable))
                    .exit_status(1));
  return settings;
}

// Without what the configuration of a checkout adds to the environment: it could name a proxy.
cache::TransferProgram transfer_program(const ProcessContext& process_context) {
  return {process_context.installed.transfer, process_context.environment};
}

}  // namespace buildstd::ops
