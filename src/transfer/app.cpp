// SPDX-License-Identifier: MIT
#include "transfer/app.hpp"

#include "buildstd/base/diagnostics.hpp"
#include "transfer/archive.hpp"
#include "transfer/line_reader.hpp"
#include "transfer/protocol.hpp"
#include "transfer/remote.hpp"

namespace buildstd::transfer {

namespace {

constexpr int failure_status = 101;
constexpr int usage_status = 1;

constexpr const char* help =
    "Fetches and stores compiled units of Rust standard libraries for buildstd, which starts this program.\n"
    "It takes requests as lines of JSON on its standard input, and answers on its standard output.\n";

// Requests, as they are carried out.
class Session {
 public:
  Session(const Signatures& signatures, Answers& answers, Remote* remote)
      : signatures_(signatures), answers_(answers), remote_(remote) {}

  void handle(Request request) {
    std::visit([&](auto& what) { carry_out(request.id, what); }, request.what);
  }

 private:
  void carry_out(RequestId id, GetRequest& request) {
    if (remote_ == nullptr) return answers_.missing(id, {}, 0);
    remote_->getter().get(id, std::move(request));
  }
  void carry_out(RequestId, const CancelRequest& request) {
    if (remote_ != nullptr) remote_->getter().cancel(request.what);
  }
  void carry_out(RequestId id, PutRequest& request) {
    if (remote_ == nullptr) return answers_.not_stored(id, {}, 0);
    remote_->putter().put(id, std::move(request));
  }
  void carry_out(RequestId id, const ProbeRequest&) {
    if (remote_ == nullptr) return answers_.failed(id, "no remote cache is configured", {});
    remote_->prober().probe(id);
  }
  void carry_out(RequestId id, const PackRequest& request) {
    const auto size = pack(request.file, request.units, signatures_);
    if (!size) return answers_.failed(id, one_line(size.error()), {});
    answers_.packed(id, *size);
  }
  void carry_out(RequestId id, const UnpackRequest& request) {
    const auto units = unpack(request.file, request.into, signatures_);
    if (!units) return answers_.failed(id, one_line(units.error()), {});
    for (const auto& unit : *units) answers_.unit(id, unit.key, unit.record, unit.files);
    answers_.unpacked(id, units->size());
  }

  const Signatures& signatures_;
  Answers& answers_;
  Remote* remote_;
};

struct Setup {
  Signatures signatures;
  std::unique_ptr<Remote> remote;
};

Result<std::unique_ptr<Setup>> set_up(const std::string& line, const Environment& environment, Answers& answers) {
  BUILDSTD_TRY(const auto settings, read_settings(line));
  auto setup = std::make_unique<Setup>();
  BUILDSTD_TRY(setup->signatures, Signatures::load(settings.public_keys, settings.signing_key));
  if (!settings.url.empty()) {
    BUILDSTD_TRY(setup->remote, Remote::create(settings, environment, setup->signatures, answers));
  }
  return setup;
}

Outcome failed(const Error& error, int status) { return {status, {}, render(error, Color::never)}; }

Outcome serve(LineReader& lines, Answers& answers, const Setup& setup) {
  Session session(setup.signatures, answers, setup.remote.get());
  while (!answers.is_broken()) {
    while (const auto line = lines.next()) {
      auto request = read_request(*line);
      if (!request) return failed(request.error(), failure_status);
      session.handle(*std::move(request));
    }
    const bool is_busy = setup.remote && setup.remote->is_busy();
    if (lines.is_at_end() && !is_busy) return {};
    if (setup.remote) {
      setup.remote->advance(lines.handle());
      lines.read_available();
    } else {
      lines.read_some();
    }
  }
  return {};
}

}  // namespace

Outcome run(const std::vector<std::string>& arguments, const Environment& environment, int input, int output) {
  if (!arguments.empty()) {
    const auto& word = arguments.front();
    if (word == "--version" || word == "-V") return {0, "buildstd-transfer " BUILDSTD_VERSION "\n", {}};
    if (word == "--help" || word == "-h") return {0, help, {}};
    return failed(Error("buildstd-transfer takes no arguments, but requests on its standard input"), usage_status);
  }
  LineReader lines(input);
  Answers answers(output);
  std::optional<std::string> first;
  while (!first && !lines.is_at_end()) {
    lines.read_some();
    first = lines.next();
  }
  if (!first) return {};
  const auto setup = set_up(*first, environment, answers);
  if (!setup) {
    answers.refused(setup.error());
    return {failure_status, {}, {}};
  }
  answers.ready();
  return serve(lines, answers, **setup);
}

}  // namespace buildstd::transfer
