// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/evp.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::transfer {

/// Ed25519 over a unit's key and its record: with whose keys this user's records are signed, and whose are believed.
class Signatures {
 public:
  /// PEM files, as `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` make them. The signing key is one of
  /// those that are believed.
  static Result<Signatures> load(const std::vector<std::filesystem::path>& public_keys,
                                 const std::optional<std::filesystem::path>& signing_key);

  /// 64 bytes; none without a key to sign with.
  [[nodiscard]] Result<std::string> sign(std::string_view key, std::string_view record) const;
  /// Nothing where the record may be believed, else what is wrong with it.
  [[nodiscard]] std::optional<std::string> objection(std::string_view key, std::string_view record,
                                                     std::string_view signature) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  enum class Kind { public_key, signing_key };

  static Result<Key> load_key(const std::filesystem::path& path, Kind kind);

  std::vector<Key> public_keys_;
  Key signing_key_;
};

}  // namespace buildstd::transfer
