// SPDX-License-Identifier: MIT
#pragma once

#include <curl/curl.h>

#include "transfer/http.hpp"

namespace buildstd::transfer {

/// What is the same for all requests.
void apply_settings(CURL* easy, const HttpSettings& settings);
/// Who asks; but for the token, which is a header.
void apply_credentials(CURL* easy, const HttpSettings& settings);

}  // namespace buildstd::transfer
