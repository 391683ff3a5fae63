// SPDX-License-Identifier: MIT
#include "transfer/url.hpp"

#include <curl/curl.h>

#include <memory>

#include "buildstd/base/text.hpp"

namespace buildstd::transfer {

namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

// Empty where it is not there.
std::string part(const Url& url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), which, &text, flags) != CURLUE_OK) return {};
  std::string value(text);
  curl_free(text);
  return value;
}

void drop(const Url& url, CURLUPart which) { curl_url_set(url.get(), which, nullptr, 0); }

Url parsed(const std::string& text) {
  Url url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) url.reset();
  return url;
}

bool is_web(const Url& url) {
  const auto scheme = part(url, CURLUPART_SCHEME);
  return scheme == "http" || scheme == "https";
}

std::string origin(const Url& url) {
  // Upper case, since ours is for that, and names of hosts have no case.
  return text::upper(part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) + ":" +
                     part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

void drop_user(const Url& url) {
  drop(url, CURLUPART_USER);
  drop(url, CURLUPART_PASSWORD);
  drop(url, CURLUPART_OPTIONS);
  drop(url, CURLUPART_FRAGMENT);
}

}  // namespace

Result<Address> read_address(const std::string& text) {
  const auto url = parsed(text);
  if (!url || !is_web(url)) return fail("the remote cache's address is not an http or https URL");
  Address address;
  address.user = part(url, CURLUPART_USER, CURLU_URLDECODE);
  address.password = part(url, CURLUPART_PASSWORD, CURLU_URLDECODE);
  drop_user(url);
  address.url = part(url, CURLUPART_URL);
  return address;
}

std::string below(const std::string& text, std::string_view path) {
  const auto url = parsed(text);
  if (!url) return {};
  auto whole = part(url, CURLUPART_PATH);
  if (!whole.ends_with('/')) whole += '/';
  whole += path;
  curl_url_set(url.get(), CURLUPART_PATH, whole.c_str(), 0);
  return part(url, CURLUPART_URL);
}

Result<Redirect> follow(const std::string& from, const std::string& location) {
  const auto origin_url = parsed(from);
  const auto url = parsed(from);
  // Relative to what is there, as RFC 3986 has it.
  if (!url || curl_url_set(url.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK || !is_web(url))
    return fail("the server redirects to something that is not http or https");
  if (part(origin_url, CURLUPART_SCHEME) == "https" && part(url, CURLUPART_SCHEME) != "https")
    return fail("the server redirects from https to http");
  drop_user(url);
  return Redirect{part(url, CURLUPART_URL), origin(url) == origin(origin_url)};
}

}  // namespace buildstd::transfer
