// SPDX-License-Identifier: MIT
#include "transfer/signature.hpp"

#include "unit/transfer/units.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::transfer;
using Catch::Matchers::Contains;

TEST_CASE("records are believed when they are signed", "[transfer]") {
  const TempDir dir;
  const auto ours = key_files(dir, "ours");
  const auto theirs = key_files(dir, "theirs");
  const auto signs = value_of(Signatures::load({}, ours.private_key));
  const auto believes = value_of(Signatures::load({theirs.public_key, ours.public_key}, {}));
  const auto signature = value_of(signs.sign("key", "record"));
  CHECK(signature.size() == 64);
  CHECK_FALSE(believes.objection("key", "record", signature));
  CHECK(believes.objection("key", "recorD", signature) == "is not signed with one of the configured keys");
  CHECK(believes.objection("keY", "record", signature).has_value());
  CHECK(believes.objection("key", "record", signature + "x").has_value());
  CHECK(believes.objection("key", "record", "") == "is not signed");
  const auto others = value_of(Signatures::load({theirs.public_key}, {}));
  CHECK(others.objection("key", "record", signature).has_value());
}

TEST_CASE("who signs believes itself, and nobody else that it does not name", "[transfer]") {
  const TempDir dir;
  const auto ours = key_files(dir, "ours");
  const auto theirs = key_files(dir, "theirs");
  const auto signs = value_of(Signatures::load({}, ours.private_key));
  CHECK_FALSE(signs.objection("key", "record", value_of(signs.sign("key", "record"))));
  CHECK(signs.objection("key", "record", "") == "is not signed");
  const auto other = value_of(Signatures::load({ours.public_key}, theirs.private_key));
  CHECK(signs.objection("key", "record", value_of(other.sign("key", "record"))).has_value());
  CHECK_FALSE(other.objection("key", "record", value_of(signs.sign("key", "record"))));
}

TEST_CASE("without public keys all records are believed", "[transfer]") {
  const auto none = no_signatures();
  CHECK_FALSE(none.objection("key", "record", "anything"));
  CHECK(value_of(none.sign("key", "record")).empty());
}

TEST_CASE("the text that is signed is the protocol's", "[transfer]") {
  const TempDir dir;
  const auto files = key_files(dir, "key");
  const auto signature = value_of(value_of(Signatures::load({}, files.private_key)).sign("KEY", "TEXT"));
  const auto text = value_of(fs::read(files.public_key));
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(text.data(), -1), BIO_free);
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr),
                                                           EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  REQUIRE(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  const std::string expected = "buildstd record 1\nKEY\nTEXT";
  CHECK(EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                         reinterpret_cast<const unsigned char*>(expected.data()), expected.size()) == 1);
}

TEST_CASE("keys that are none", "[transfer]") {
  const TempDir dir;
  const auto good = key_files(dir, "good");
  const auto other = key_files(dir, "other", "X25519");
  const auto text = dir.file("text", "not a key");
  CHECK_THAT(message_of(Signatures::load({text}, {})), Contains("is not a PEM file with an Ed25519 public key"));
  CHECK_THAT(message_of(Signatures::load({other.public_key}, {})), Contains("Ed25519 public key"));
  CHECK_THAT(message_of(Signatures::load({}, other.private_key)), Contains("Ed25519 private key"));
  CHECK_THAT(message_of(Signatures::load({}, good.public_key)), Contains("Ed25519 private key"));
  CHECK_THAT(message_of(Signatures::load({good.private_key}, {})), Contains("Ed25519 public key"));
  CHECK_THAT(message_of(Signatures::load({dir.path("nowhere")}, {})), Contains("public key cannot be read"));
}
