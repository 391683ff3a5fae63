// SPDX-License-Identifier: MIT
#include "transfer/remote.hpp"

namespace buildstd::transfer {

Result<std::unique_ptr<Remote>> Remote::create(const Settings& settings, const Environment& environment,
                                               const Signatures& signatures, Answers& answers) {
  HttpSettings http_settings;
  BUILDSTD_TRY(http_settings.address, read_address(settings.url));
  http_settings.token = settings.token;
  http_settings.user_agent = settings.user_agent;
  http_settings.answer_time = std::chrono::milliseconds(settings.answer_ms);
  const auto variable = [&](std::string_view name) { return environment.get_nonempty(name).value_or(""); };
  http_settings.netrc_file = variable("NETRC");
  http_settings.ca_file = variable("CURL_CA_BUNDLE");
  if (http_settings.ca_file.empty()) {
    http_settings.ca_folder = variable("SSL_CERT_DIR");
    http_settings.ca_file = variable("SSL_CERT_FILE");
  }
  BUILDSTD_TRY(auto http, Http::create(std::move(http_settings)));
  const auto scratch = environment.get_nonempty("TMPDIR").value_or("/tmp");
  return std::make_unique<Remote>(std::move(http), settings, scratch, signatures, answers);
}

Remote::Remote(std::unique_ptr<Http> http, const Settings& settings, std::filesystem::path scratch,
               const Signatures& signatures, Answers& answers)
    : http_(std::move(http)),
      health_(answers),
      getter_(*http_, health_, signatures, answers, !settings.token.empty()),
      putter_(*http_, health_, signatures, answers, !settings.token.empty(), std::move(scratch)),
      prober_(*http_, answers, settings.writes, !settings.token.empty()) {
  health_.on_lost = [this] {
    getter_.drop_all();
    putter_.drop_all();
  };
  health_.on_lost_writes = [this] { putter_.drop_all(); };
}

void Remote::advance(int input) {
  constexpr std::chrono::hours idle{1};
  http_->step();
  // Compressing is for when nobody waits for something.
  const bool has_worked = !http_->is_reading() && putter_.work();
  // At the input's end there is nothing else to wait for.
  if (input < 0 && !is_busy()) return;
  http_->wait(input, has_worked ? std::chrono::milliseconds(0) : idle);
}

}  // namespace buildstd::transfer
