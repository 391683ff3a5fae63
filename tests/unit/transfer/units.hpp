// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"
#include "transfer/blob.hpp"
#include "transfer/digest.hpp"
#include "transfer/record.hpp"
#include "transfer/signature.hpp"

namespace buildstd::testing {

/// A file as a blob.
struct MadeBlob {
  std::string bytes;
  transfer::FileNames names;
};
inline MadeBlob blob_of(const std::filesystem::path& file, std::uint64_t size) {
  auto maker = value_of(transfer::BlobMaker::create(file, size));
  MadeBlob blob;
  const auto keep = [&](std::string_view piece) -> Result<void> {
    blob.bytes += piece;
    return {};
  };
  while (!value_of(maker.step(keep))) {
  }
  blob.names = maker.names();
  return blob;
}

/// What buildstd would give of a unit with these contents, whose files are made in a folder.
inline transfer::GivenUnit given_unit(const TempDir& dir, const std::string& name,
                                      const std::vector<std::string>& contents) {
  transfer::GivenUnit unit{transfer::digest_of(name), {}, {}};
  auto made = nlohmann::json::array();
  for (std::size_t at = 0; at < contents.size(); ++at) {
    const auto file = name + "." + std::to_string(at);
    unit.files.push_back(dir.file("units/" + file, contents[at]));
    made.push_back({{"name", file}, {"size", contents[at].size()}, {"content", "0123"}});
  }
  unit.record = {{"format", 1}, {"key", unit.key}, {"unit", name}, {"made", made}};
  return unit;
}

/// A pair of keys, as PEM files.
struct KeyFiles {
  std::filesystem::path private_key;
  std::filesystem::path public_key;
};
inline std::string pem_of(EVP_PKEY* key, bool is_public) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  const int written = is_public ? PEM_write_bio_PUBKEY(bio.get(), key)
                                : PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  REQUIRE(written == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}
inline KeyFiles key_files(const TempDir& dir, const std::string& name, const char* algorithm = "ED25519") {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm),
                                                           EVP_PKEY_free);
  REQUIRE(key != nullptr);
  return {dir.file(name + ".private", pem_of(key.get(), false)), dir.file(name + ".public", pem_of(key.get(), true))};
}

inline transfer::Signatures no_signatures() { return value_of(transfer::Signatures::load({}, {})); }

}  // namespace buildstd::testing
