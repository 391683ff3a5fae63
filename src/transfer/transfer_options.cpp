// SPDX-License-Identifier: MIT
#include "transfer/transfer_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace buildstd::transfer {

namespace {

// What a socket holds of what has not even been sent: with a system's megabytes of it, nobody could tell a slow
// connection from one that has stalled.
int keep_little_unsent(void*, curl_socket_t socket, curlsocktype) {
#ifdef TCP_NOTSENT_LOWAT
  const int most = 256 * 1024;
  static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most, sizeof most));
#else
  static_cast<void>(socket);
#endif
  return CURL_SOCKOPT_OK;
}

void set_text(CURL* easy, CURLoption option, const std::string& value) {
  if (!value.empty()) curl_easy_setopt(easy, option, value.c_str());
}

}  // namespace

void apply_settings(CURL* easy, const HttpSettings& settings) {
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
  // Whoever ends does not wait for a name server.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, keep_little_unsent);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  if (settings.address.url.starts_with("https:")) curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  set_text(easy, CURLOPT_USERAGENT, settings.user_agent);
  set_text(easy, CURLOPT_CAINFO, settings.ca_file);
  set_text(easy, CURLOPT_CAPATH, settings.ca_folder);
}

void apply_credentials(CURL* easy, const HttpSettings& settings) {
  if (!settings.token.empty()) return;
  if (!settings.address.user.empty()) {
    set_text(easy, CURLOPT_USERNAME, settings.address.user);
    set_text(easy, CURLOPT_PASSWORD, settings.address.password);
    return;
  }
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
  set_text(easy, CURLOPT_NETRC_FILE, settings.netrc_file);
}

}  // namespace buildstd::transfer
