// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "transfer/http.hpp"

namespace buildstd::transfer {

/// Puts something on the server; where that is one with folders (WebDAV) and lacks them, makes them and tries again.
/// Only the last answer is given.
void upload(Http& http, const std::string& path, std::shared_ptr<const Body> body, Http::OnAnswer on_answer);

}  // namespace buildstd::transfer
