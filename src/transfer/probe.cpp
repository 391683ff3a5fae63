// SPDX-License-Identifier: MIT
#include "transfer/probe.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "transfer/digest.hpp"
#include "transfer/health.hpp"
#include "transfer/uploader.hpp"

namespace buildstd::transfer {

namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

}  // namespace

void Prober::failed(RequestId id, const HttpAnswer& answer, bool writes) {
  const auto trouble = trouble_of(answer, writes, has_token_);
  --outstanding_;
  answers_.failed(id, trouble.reason, trouble.help);
}

void Prober::probe(RequestId id) {
  ++outstanding_;
  HttpRequest request;
  request.path = "ac/" + digest_of("a unit that nobody has: " + fs::unique_name());
  request.sink = [](std::string_view) { return false; };
  http_.start(std::move(request),
              [this, id, start = Clock::now()](const HttpAnswer& answer) { on_read(id, since(start), answer); });
}

void Prober::on_read(RequestId id, std::chrono::milliseconds time, const HttpAnswer& answer) {
  if (answer.status == http_ok) {
    --outstanding_;
    return answers_.failed(id, "the server has something for a key that nobody has",
                           "this may be a page for people: the address is of a Bazel cache, or of a WebDAV folder");
  }
  if (!is_absent(answer)) return failed(id, answer, false);
  if (writes_) return try_to_write(id, time);
  --outstanding_;
  answers_.ok(id, fmt::format("it answers within {} ms", time.count()));
}

void Prober::try_to_write(RequestId id, std::chrono::milliseconds time) {
  auto body = std::make_shared<Body>();
  body->text = "buildstd\n";
  body->size = body->text.size();
  const auto path = "cas/" + digest_of(body->text);
  upload(http_, path, std::move(body), [this, id, time](const HttpAnswer& answer) {
    if (!is_success(answer)) return failed(id, answer, true);
    --outstanding_;
    answers_.ok(id, fmt::format("it answers within {} ms, and takes files", time.count()));
  });
}

}  // namespace buildstd::transfer
