// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd::transfer {

/// Where a remote cache is. What is secret in what a person gave stands apart, so that no message can show it.
struct Address {
  std::string url;
  std::string user;
  std::string password;
};

/// `http` and `https` only.
Result<Address> read_address(const std::string& url);
/// Something below an address: `ac/…`; a query stays what it is.
std::string below(const std::string& url, std::string_view path);

struct Redirect {
  std::string url;
  bool same_origin = false;  ///< scheme, host and port: else it gets no credentials
};
/// Where a server sends us; an error where we do not go there.
Result<Redirect> follow(const std::string& from, const std::string& location);

}  // namespace buildstd::transfer
