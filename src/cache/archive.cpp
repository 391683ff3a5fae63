// SPDX-License-Identifier: MIT
#include "buildstd/cache/archive.hpp"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "cache/transfer.hpp"

namespace buildstd::cache {

namespace {

/// A unit of an archive, unpacked.
struct Unpacked {
  std::string key;
  std::string record;
  std::vector<std::string> files;
};

/// One question to the program, and its end.
/// @param part is told each of several answers before the last
/// @return the last answer; an error where it is `failed`, or there is none
Result<nlohmann::json> ask_once(const RemoteSettings& settings, const TransferProgram& program, nlohmann::json question,
                                const std::function<void(const nlohmann::json&)>& part) {
  BUILDSTD_TRY(auto loop, process::EventLoop::create());
  int interrupted = 0;
  loop.on_interrupt([&](int signal) {
    interrupted = signal;
    loop.stop_all();
  });
  std::optional<Error> refused;
  Transfer transfer(loop, [&](const nlohmann::json& said) {
    if (!said.contains("refused")) return;
    refused = Error(reason_in(said, "refused", ""));
    if (const auto help = reason_in(said, "help", ""); !help.empty()) refused = std::move(*refused).help(help);
  });
  auto keys_only = settings;
  keys_only.url.clear();
  BUILDSTD_CHECK(transfer.start(program, &keys_only));
  std::optional<nlohmann::json> last;
  transfer.ask(std::move(question), [&](const nlohmann::json& said) {
    if (said.is_object() && said.contains("unit")) return part(said);
    last = said;
  });
  transfer.end_input();
  while (transfer.is_running()) loop.run_once();
  if (interrupted != 0) return fail(process::interruption(interrupted));
  if (refused) return fail(*std::move(refused));
  if (last && last->is_object() && !last->contains("failed")) return *std::move(last);
  return fail(Error(reason_in(last.value_or(nlohmann::json()), "failed", "the program that reads archives has ended")));
}

nlohmann::json as_json(const KeptUnit& unit) {
  auto files = nlohmann::json::array();
  for (const auto& file : unit.files) files.push_back(file.string());
  return {{"key", unit.key}, {"record", parse_json(unit.record)}, {"files", std::move(files)}};
}

}  // namespace

Result<std::uint64_t> write_archive(const std::vector<KeptUnit>& units, const std::filesystem::path& file,
                                    const RemoteSettings& settings, const TransferProgram& program) {
  auto all = nlohmann::json::array();
  for (const auto& unit : units) all.push_back(as_json(unit));
  auto packed =
      ask_once(settings, program, {{"pack", file.string()}, {"units", std::move(all)}}, [](const nlohmann::json&) {});
  if (!packed) return fail(std::move(packed.error()).context(fmt::format("could not write `{}`", file.string())));
  return packed->value("packed", std::uint64_t{0});
}

Result<std::size_t> read_archive(const std::filesystem::path& file, Cache& into, const RemoteSettings& settings,
                                 const TransferProgram& program) {
  BUILDSTD_TRY(const auto incoming, into.make_incoming());
  std::vector<Unpacked> units;
  auto read = ask_once(settings, program, {{"unpack", file.string()}, {"into", incoming.string()}},
                       [&](const nlohmann::json& said) {
                         Unpacked unit{json_text(said, "unit"), said.value("record", nlohmann::json()).dump(), {}};
                         for (const auto& name : said.value("files", nlohmann::json::array()))
                           unit.files.push_back(name.is_string() ? name.get<std::string>() : std::string());
                         units.push_back(std::move(unit));
                       });
  Result<void> kept;
  for (std::size_t i = 0; read && kept && i < units.size(); ++i)
    kept = into.accept(incoming, units[i].key, units[i].record, units[i].files);
  into.discard(incoming);
  if (read && !kept) read = std::unexpected(std::move(kept.error()));
  if (!read) return fail(std::move(read.error()).context(fmt::format("could not import `{}`", file.string())));
  return units.size();
}

}  // namespace buildstd::cache
