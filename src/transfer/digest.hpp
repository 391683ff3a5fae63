// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace buildstd::transfer {

/// SHA-256 of bytes that come piece by piece.
class Digest {
 public:
  Digest();
  void add(std::string_view bytes);
  /// 64 hexadecimal digits of all that was added. Once only.
  [[nodiscard]] std::string hex();

 private:
  struct Free {
    void operator()(EVP_MD_CTX* state) const { EVP_MD_CTX_free(state); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> state_;
};

std::string digest_of(std::string_view bytes);
/// 64 hexadecimal digits in lower case: what keys and names of blobs are.
bool is_digest(std::string_view text);

}  // namespace buildstd::transfer
