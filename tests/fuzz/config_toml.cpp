// SPDX-License-Identifier: MIT
// Configuration files: two of them where the input has a line `%%`. Parsed, merged, asked everything.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/config/render.hpp"
#include "config/check.hpp"
#include "config/data.hpp"
#include "config/merge.hpp"
#include "config/read.hpp"

namespace {

using namespace buildstd;
using namespace buildstd::config;

const CfgSet cfgs = {{"unix", {}}, {"target_os", "linux"}};
constexpr std::string_view triple = "x86_64-unknown-linux-gnu";

Result<Value> read_all(std::string_view input) {
  constexpr std::string_view separator = "\n%%\n";
  const auto middle = input.find(separator);
  BUILDSTD_TRY(auto value, read_text(std::string(input.substr(0, middle)), "near.toml", Origin::Kind::file));
  if (middle == input.npos) return value;
  const auto rest = input.substr(middle + separator.size());
  BUILDSTD_TRY(auto far, read_text(std::string(rest), "far.toml", Origin::Kind::file));
  BUILDSTD_CHECK(merge(value, std::move(far), Precedence::present));
  return value;
}

template <class T>
void use(const Result<T>& result) {
  if (!result && render(result.error(), Color::never).empty()) std::abort();
}

void ask_everything(const Config& config) {
  CollectedDiagnostics diagnostics;
  warn_about_keys(config.data(), diagnostics);
  use(build_std(config, triple, cfgs, diagnostics));
  use(tools(config));
  use(compiler_flags(config, FlagTool::rustc, triple, cfgs));
  use(build_targets(config));
  use(target_dir(config));
  use(linker(config, triple, cfgs));
  use(jobs(config, 4));
  use(with_env_table(config, {}));
  use(term(config));
  use(profile_panic(config, {}, "mine", diagnostics));
  use(profile_panic(config, {}, "dev", diagnostics));
  use(print(config, "", Format::toml, ShowOrigin::yes));
  for (const auto& diagnostic : diagnostics.all) (void)render(diagnostic, Color::always);
}

/// What is printed as TOML must read back as the same value, but for empty tables, which have no line.
void check_round_trip(const Config& config) {
  const auto json = print(config, "", Format::json, ShowOrigin::no);
  const auto toml = print(config, "", Format::toml, ShowOrigin::no);
  if (!json || !toml) std::abort();
  if (json->find("{}") != json->npos || json->find("\"\":") != json->npos) return;
  auto again = read_text(*toml, "again.toml", Origin::Kind::file);
  if (!again) std::abort();
  const Config reread(std::make_shared<const Config::Data>(Config::Data{*std::move(again), {}, "/", {}, {}}));
  if (print(reread, "", Format::json, ShowOrigin::no) != *json) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  auto value = read_all({reinterpret_cast<const char*>(bytes), size});
  use(value);
  if (!value) return 0;
  const Config config(std::make_shared<const Config::Data>(Config::Data{*std::move(value), {}, "/w", "/h/.cargo", {}}));
  ask_everything(config);
  check_round_trip(config);
  return 0;
}
