// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "transfer/digest.hpp"
#include "transfer/health.hpp"
#include "transfer/http.hpp"
#include "transfer/signature.hpp"

namespace buildstd::transfer {

/// What the remote has already, asked by who writes to it. Where a server's answer says neither, writing to it ends,
/// and nobody is told anything.
class Presence {
 public:
  using Told = std::function<void(bool is_there)>;

  Presence(Http& http, Health& health, const Signatures& signatures, bool has_token)
      : http_(http), health_(health), signatures_(signatures), has_token_(has_token) {}

  /// @param blob where the server says how long it is, it must be as long as that
  void ask_for_blob(const Named& blob, Told told);
  /// Whether a reader with this user's keys would find the unit: a record that is believed, and all its blobs.
  void ask_for_unit(const std::string& key, Told told);
  /// Nothing is asked any more, and nobody told.
  void drop_all();

 private:
  struct Unit {
    std::string key;
    Told told;
    std::string result;  // of /ac, as it arrives
    std::size_t outstanding = 0;
    bool is_whole = true;
  };

  void on_result(std::uint64_t id, const HttpAnswer& answer);
  void on_blob(std::uint64_t id, bool is_there);
  void tell(std::uint64_t id, bool is_there);
  /// Whether the remote still takes something after such an answer; else it has been lost for writing.
  bool is_usable(const HttpAnswer& answer);

  Http& http_;
  Health& health_;
  const Signatures& signatures_;
  bool has_token_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Unit> units_;
  std::vector<Http::Id> requests_;  ///< since the start; those that were answered too
};

}  // namespace buildstd::transfer
