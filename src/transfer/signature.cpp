// SPDX-License-Identifier: MIT
#include "transfer/signature.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/pem.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"

namespace buildstd::transfer {

namespace {

constexpr std::uint64_t largest_key_file = 64 * 1024;
constexpr std::size_t signature_size = 64;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// OpenSSL's own asks for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

std::string signed_text(std::string_view key, std::string_view record) {
  return fmt::format("buildstd record 1\n{}\n{}", key, record);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

bool is_signed_with(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  const Context context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
}

}  // namespace

Result<Signatures::Key> Signatures::load_key(const std::filesystem::path& path, Kind kind) {
  const bool is_public = kind == Kind::public_key;
  const auto* what = is_public ? "public" : "signing";
  auto text = fs::read(path, largest_key_file);
  if (!text)
    return fail(std::move(text).error().context(fmt::format("the remote cache's {} key cannot be read", what)));
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Key key(is_public ? PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr)
                    : PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (key && EVP_PKEY_id(key.get()) == EVP_PKEY_ED25519) return key;
  return fail(Error(fmt::format("`{}` is not a PEM file with an Ed25519 {} key", path.string(),
                                is_public ? "public" : "private"))
                  .help(is_public ? "`openssl pkey -in PRIVATE -pubout` makes one"
                                  : "`openssl genpkey -algorithm ed25519` makes one, without a passphrase"));
}

Result<Signatures> Signatures::load(const std::vector<std::filesystem::path>& public_keys,
                                    const std::optional<std::filesystem::path>& signing_key) {
  Signatures signatures;
  for (const auto& path : public_keys) {
    BUILDSTD_TRY(auto key, load_key(path, Kind::public_key));
    signatures.public_keys_.push_back(std::move(key));
  }
  if (!signing_key) return signatures;
  BUILDSTD_TRY(signatures.signing_key_, load_key(*signing_key, Kind::signing_key));
  // Who signs must not sign what somebody else has given it: its own word, or that of those it names, is asked for too.
  if (EVP_PKEY_up_ref(signatures.signing_key_.get()) == 1)
    signatures.public_keys_.emplace_back(signatures.signing_key_.get());
  return signatures;
}

Result<std::string> Signatures::sign(std::string_view key, std::string_view record) const {
  if (!signing_key_) return std::string();
  const auto text = signed_text(key, record);
  std::string signature(signature_size, '\0');
  std::size_t size = signature.size();
  const Context context(EVP_MD_CTX_new());
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, signing_key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(text),
                     text.size()) != 1 ||
      size != signature_size) {
    return fail("the record could not be signed");
  }
  return signature;
}

std::optional<std::string> Signatures::objection(std::string_view key, std::string_view record,
                                                 std::string_view signature) const {
  if (public_keys_.empty()) return {};
  if (signature.empty()) return "is not signed";
  const auto text = signed_text(key, record);
  const bool is_believed = signature.size() == signature_size && std::ranges::any_of(public_keys_, [&](const Key& one) {
                             return is_signed_with(one.get(), text, signature);
                           });
  if (is_believed) return {};
  return "is not signed with one of the configured keys";
}

}  // namespace buildstd::transfer
