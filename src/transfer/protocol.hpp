// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "buildstd/base/error.hpp"
#include "transfer/record.hpp"

/// What buildstd and this program say to each other: one JSON object a line, on standard input and output. Whoever
/// speaks to the input has started the program, and is trusted.
namespace buildstd::transfer {

using RequestId = std::uint64_t;

/// The first line.
struct Settings {
  std::string url;  ///< empty: no remote
  std::string token;
  bool writes = false;
  std::vector<std::filesystem::path> public_keys;
  std::optional<std::filesystem::path> signing_key;
  std::uint64_t answer_ms = 0;
  std::string user_agent;
};

struct GetRequest {
  std::string key;
  std::filesystem::path into;
};
struct CancelRequest {
  RequestId what = 0;
};
struct PutRequest {
  GivenUnit unit;
  bool if_missing = false;
};
struct ProbeRequest {};
struct PackRequest {
  std::filesystem::path file;
  std::vector<GivenUnit> units;
};
struct UnpackRequest {
  std::filesystem::path file;
  std::filesystem::path into;
};
struct Request {
  RequestId id = 0;
  std::variant<GetRequest, CancelRequest, PutRequest, ProbeRequest, PackRequest, UnpackRequest> what;
};

Result<Settings> read_settings(std::string_view line);
Result<Request> read_request(std::string_view line);

/// The lines out.
class Answers {
 public:
  /// @param handle is not closed
  explicit Answers(int handle) : handle_(handle) {}

  void ready();
  void refused(const Error& error);
  void found(RequestId id, const nlohmann::json& record, std::size_t files, std::uint64_t received);
  void missing(RequestId id, const std::string& reason, std::uint64_t received);
  void stored(RequestId id, std::uint64_t sent);
  void not_stored(RequestId id, const std::string& reason, std::uint64_t sent);
  void ok(RequestId id, const std::string& text);
  void failed(RequestId id, const std::string& reason, const std::string& help);
  void packed(RequestId id, std::uint64_t bytes);
  void unit(RequestId id, const std::string& key, const nlohmann::json& record, const std::vector<std::string>& files);
  void unpacked(RequestId id, std::size_t count);
  void lost(const std::string& reason, const std::string& help);
  void lost_writes(const std::string& reason, const std::string& help);

  /// Nobody reads them any more.
  [[nodiscard]] bool is_broken() const { return is_broken_; }

 private:
  void say(const nlohmann::json& line);

  int handle_;
  bool is_broken_ = false;
};

/// A message with its causes, in one line.
std::string one_line(const Error& error);

}  // namespace buildstd::transfer
