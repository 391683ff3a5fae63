// SPDX-License-Identifier: MIT
#include "transfer/uploader.hpp"

#include <array>

namespace buildstd::transfer {

namespace {

// WebDAV says 409; nginx's says 500.
bool may_lack_folders(const HttpAnswer& answer) {
  constexpr int conflict = 409;
  constexpr int not_found = 404;
  constexpr int server_error = 500;
  return answer.status == conflict || answer.status == not_found || answer.status == server_error;
}

constexpr std::array folders{"", "ac/", "cas/"};

void put_once(Http& http, const std::string& path, std::shared_ptr<const Body> body, Http::OnAnswer on_answer) {
  HttpRequest request;
  request.method = Method::put;
  request.path = path;
  request.body = std::move(body);
  http.start(std::move(request), std::move(on_answer));
}

// From the `next` one on, whatever the server answers: they may be there, or not be made this way. What follows tells.
void make_folders(Http& http, std::size_t next, std::function<void()> then) {
  if (next == folders.size()) return then();
  HttpRequest request;
  request.method = Method::mkcol;
  request.path = folders[next];
  http.start(std::move(request), [&http, next, then = std::move(then)](const HttpAnswer&) mutable {
    make_folders(http, next + 1, std::move(then));
  });
}

void attempt(Http& http, const std::string& path, std::shared_ptr<const Body> body, Http::OnAnswer on_answer,
             int more_attempts) {
  put_once(http, path, body, [&http, path, body, on_answer, more_attempts](const HttpAnswer& answer) {
    if (!may_lack_folders(answer) || more_attempts == 0) return on_answer(answer);
    make_folders(http, 0, [&http, path, body, on_answer, more_attempts] {
      attempt(http, path, body, on_answer, more_attempts - 1);
    });
  });
}

}  // namespace

// The second time, another writer's folders may be on their way.
void upload(Http& http, const std::string& path, std::shared_ptr<const Body> body, Http::OnAnswer on_answer) {
  attempt(http, path, std::move(body), std::move(on_answer), 2);
}

}  // namespace buildstd::transfer
