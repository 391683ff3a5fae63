// SPDX-License-Identifier: MIT
#include "verify/app.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "verify/evidence.hpp"

namespace buildstd::verify {

namespace {

constexpr int usage_status = 1;
constexpr int failure_status = 101;

std::string dump(const nlohmann::json& value) {
  return value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

struct InspectOptions {
  std::string directory;
  std::string target;
};

Result<Outcome> inspect(const InspectOptions& options, const fs::Path& cwd) {
  BUILDSTD_TRY(const auto evidence, sysroot_evidence(fs::absolute(options.directory, cwd)));
  if (!options.target.empty() && !evidence.target.empty() && evidence.target != options.target)
    return fail(Error("these libraries are for the target `" + text::printable(evidence.target) + "`, not `" +
                      text::printable(options.target) + "`"));
  return Outcome{0, dump(to_json(evidence)), {}};
}

Outcome failed(const Error& error, int status) {
  return {error.exit_status().value_or(status), {}, render(error, Color::never)};
}

}  // namespace

Outcome run(std::vector<std::string> arguments, const std::filesystem::path& cwd) {
  CLI::App app("Reads and compares the compiled files of Rust standard libraries", "buildstd-verify");
  app.set_version_flag("-V,--version", "buildstd-verify " BUILDSTD_VERSION);
  app.require_subcommand(1);
  InspectOptions inspect_options;
  auto* inspect_command = app.add_subcommand("inspect", "Print as JSON what a std's files tell of how it was built");
  inspect_command->add_option("DIR", inspect_options.directory, "SYSROOT/lib/rustlib/TARGET/lib")->required();
  inspect_command->add_option("--target", inspect_options.target, "Fail where the files are for another target")
      ->type_name("TRIPLE");
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return {0, chosen.empty() ? app.help() : chosen.front()->help(), {}};
  } catch (const CLI::CallForVersion&) {
    return {0, app.version() + "\n", {}};
  } catch (const CLI::ParseError& problem) {
    return failed(Error(text::printable(problem.what(), true)).help("`buildstd-verify --help` lists the commands"),
                  usage_status);
  }
  auto outcome = inspect(inspect_options, cwd);
  return outcome ? *std::move(outcome) : failed(outcome.error(), failure_status);
}

}  // namespace buildstd::verify
