// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transfer/blob.hpp"
#include "transfer/health.hpp"
#include "transfer/http.hpp"
#include "transfer/protocol.hpp"
#include "transfer/record.hpp"
#include "transfer/signature.hpp"

namespace buildstd::transfer {

/// Units that are asked for.
class Getter {
 public:
  Getter(Http& http, Health& health, const Signatures& signatures, Answers& answers, bool has_token)
      : http_(http), health_(health), signatures_(signatures), answers_(answers), has_token_(has_token) {}

  void get(RequestId id, GetRequest request);
  void cancel(RequestId id);
  /// The remote is lost: all are missing.
  void drop_all();
  [[nodiscard]] bool is_busy() const { return !gets_.empty(); }

 private:
  struct Get {
    GetRequest request;
    std::string result;  // of /ac, as it arrives
    std::optional<Record> record;
    std::vector<std::unique_ptr<BlobReader>> readers;  // the files' in their order
    std::vector<Http::Id> transfers;
    std::size_t outstanding = 0;
    std::uint64_t received = 0;
  };

  void on_result(RequestId id, const HttpAnswer& answer);
  void on_blob(RequestId id, std::size_t index, const HttpAnswer& answer);
  Result<void> take_record(Get& get);
  void start_blobs(RequestId id, Get& get);
  Result<void> start_blob(RequestId id, Get& get, std::size_t index);
  void found(RequestId id, const Get& get);
  void miss(RequestId id, const std::string& reason);
  void miss_damaged(RequestId id, const std::string& reason);
  void lose(const HttpAnswer& answer);
  Get* find(RequestId id);

  Http& http_;
  Health& health_;
  const Signatures& signatures_;
  Answers& answers_;
  bool has_token_;
  std::map<RequestId, std::unique_ptr<Get>> gets_;
};

}  // namespace buildstd::transfer
