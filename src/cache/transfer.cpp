// SPDX-License-Identifier: MIT
#include "cache/transfer.hpp"

#include <utility>

#include "base/json.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::cache {

namespace {

constexpr std::size_t most_complaint = 4096;

nlohmann::json first_line(const RemoteSettings* settings) {
  nlohmann::json line = {{"format", 1},
                         {"url", nullptr},
                         {"token", nullptr},
                         {"writes", false},
                         {"public_keys", nlohmann::json::array()},
                         {"signing_key", nullptr},
                         {"answer_ms", 2000},
                         {"user_agent", "buildstd/" BUILDSTD_VERSION}};
  if (settings == nullptr) return line;
  if (!settings->url.empty()) line["url"] = settings->url;
  if (settings->token) line["token"] = *settings->token;
  line["writes"] = settings->writes;
  for (const auto& key : settings->public_keys) line["public_keys"].push_back(key.string());
  if (settings->signing_key) line["signing_key"] = settings->signing_key->string();
  return line;
}

std::string as_line(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<void> Transfer::start(const TransferProgram& program, const RemoteSettings* settings) {
  if (program.program.empty())
    return fail(Error("`buildstd-transfer`, which speaks to it, is not installed beside buildstd")
                    .help("install the whole of buildstd, or build it with -DBUILDSTD_TRANSFER=ON"));
  process::ProcessEvents events;
  events.on_stdout = [this](std::string_view line) { take_line(line); };
  events.on_stderr = [this](std::string_view line) {
    if (complaint_.size() < most_complaint) complaint_ += text::printable(line) + "\n";
  };
  events.on_exit = [this](process::ExitStatus) { ended(); };
  events.on_start = [this](int pid) { pid_ = pid; };
  const Command command{program.program.string(), {}, {}, {}};
  BUILDSTD_CHECK(loop_.start(command, program.environment, std::move(events), process::StandardInput::pipe));
  loop_.write(pid_, as_line(first_line(settings)));
  return {};
}

std::uint64_t Transfer::ask(nlohmann::json request, Answer answer) {
  const auto id = ++last_;
  request["id"] = id;
  waiting_.emplace(id, std::move(answer));
  loop_.write(pid_, as_line(request));
  return id;
}

void Transfer::cancel(std::uint64_t request) {
  waiting_.erase(request);
  loop_.write(pid_, as_line({{"id", ++last_}, {"cancel", request}}));
}

void Transfer::end_input() { loop_.end_input(pid_); }

// An answer with `unit` is one of several; others end the request.
void Transfer::take_line(std::string_view line) {
  const auto json = parse_json(line);
  if (!json.is_object()) return;
  const auto id = json.find("id");
  if (id == json.end() || !id->is_number_unsigned()) return said_(json);
  const auto waits = waiting_.find(id->get<std::uint64_t>());
  if (waits == waiting_.end()) return;
  if (json.contains("unit")) return waits->second(json);
  const auto answer = std::move(waits->second);
  waiting_.erase(waits);
  answer(json);
}

void Transfer::ended() {
  pid_ = 0;
  for (const auto& [id, answer] : std::exchange(waiting_, {})) answer(nlohmann::json());
}

std::string reason_in(const nlohmann::json& answer, const char* member, std::string_view fallback) {
  return answer.is_object() && answer.contains(member) ? text::printable(json_text(answer, member))
                                                       : std::string(fallback);
}

}  // namespace buildstd::cache
