// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transfer/blob.hpp"
#include "transfer/health.hpp"
#include "transfer/http.hpp"
#include "transfer/presence.hpp"
#include "transfer/protocol.hpp"
#include "transfer/record.hpp"
#include "transfer/scratch_file.hpp"
#include "transfer/signature.hpp"

namespace buildstd::transfer {

/// Units that are given to the remote, one after the other: blobs first, so that no record is written without them.
class Putter {
 public:
  /// @param scratch a folder for compressed files
  Putter(Http& http, Health& health, const Signatures& signatures, Answers& answers, bool has_token,
         std::filesystem::path scratch)
      : http_(http),
        health_(health),
        signatures_(signatures),
        answers_(answers),
        presence_(http, health, signatures, has_token),
        has_token_(has_token),
        scratch_(std::move(scratch)) {}

  void put(RequestId id, PutRequest request);
  /// Compresses a slice of what is next; false: there is nothing to compress now.
  bool work();
  /// Nothing is given to the remote any more.
  void drop_all();
  [[nodiscard]] bool is_busy() const { return current_ || !queue_.empty() || !asked_.empty(); }

 private:
  struct Put {
    RequestId id = 0;
    PutRequest request;
    std::vector<std::uint64_t> sizes;
    bool compresses = true;
    std::optional<BlobMaker> maker;  // of the file that comes after those in `files`
    std::vector<ScratchFile> files;  // compressed; the last one may not be finished
    std::vector<FileNames> names;
    std::size_t outstanding = 0;
    std::uint64_t sent = 0;
  };

  void on_asked(RequestId id, bool is_there);
  void enqueue(RequestId id, PutRequest request);
  void start_next();
  Result<void> compress();
  Result<void> begin_file();
  void send_blobs();
  void send_blob(std::size_t index);
  void on_blob_sent(const HttpAnswer& answer);
  void blob_is_there();
  void send_record();
  /// The answer's handler, called only while the same unit is the current one.
  Http::OnAnswer while_current(std::function<void(const HttpAnswer&)> handler);
  void fail_to_send(const HttpAnswer& answer);
  void lose(const HttpAnswer& answer);
  void end_not_stored(const std::string& reason);

  Http& http_;
  Health& health_;
  const Signatures& signatures_;
  Answers& answers_;
  Presence presence_;
  bool has_token_;
  std::filesystem::path scratch_;
  std::map<RequestId, PutRequest> asked_;  ///< whether the remote has them
  std::deque<Put> queue_;
  std::unique_ptr<Put> current_;
};

}  // namespace buildstd::transfer
