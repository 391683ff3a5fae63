// SPDX-License-Identifier: MIT
#include "verify/app.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "verify/compare.hpp"
#include "verify/compare_html.hpp"
#include "verify/diff_dir.hpp"
#include "verify/evidence.hpp"
#include "verify/statement.hpp"

namespace buildstd::verify {

namespace {

constexpr int usage_status = 1;
constexpr int differences_status = 2;
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
  std::string said;
  for (const auto& file : evidence.unreadable) said += render(file.error, Color::never);
  return Outcome{said.empty() ? 0 : failure_status, dump(to_json(evidence)), std::move(said)};
}

struct CompareWords {
  std::string here;
  std::string there;
  std::string format = "human";
  std::string require = "identical";
  std::string build;
  std::string diff_dir;
  std::vector<std::string> crates;
  std::vector<std::string> versions;
  bool verbose = false;
  bool color = false;
};

Result<std::map<std::string, std::string>> parse_versions(const std::vector<std::string>& words) {
  std::map<std::string, std::string> versions;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == 0 || equals == std::string::npos)
      return fail(Error("`--version-here " + text::printable(word) + "`: not NAME=VERSION").exit_status(usage_status));
    // Crates have underscores where packages have dashes.
    versions[text::replace_all(word.substr(0, equals), "-", "_")] = word.substr(equals + 1);
  }
  return versions;
}

// The worst verdict that still counts as success.
Verdict accepted(const std::string& require) {
  if (require == "code") return Verdict::code;
  return require == "hashes" ? Verdict::hashes : Verdict::identical;
}

Result<std::string> formatted(const SysrootReport& report, const CompareWords& words, bool met) {
  if (words.format == "json") return dump(to_json(report));
  if (words.format == "html") return to_html(report, {words.there, words.here, words.require, met});
  if (words.format == "human") return to_text(report, {words.verbose, words.color});
  // A statement about some of the files would be taken for one about all.
  if (!report.problems.empty()) return std::string();
  BUILDSTD_TRY(const auto statement, to_statement(report, {words.require, met, words.build}));
  return dump(statement);
}

Result<Outcome> compare(const CompareWords& words, const fs::Path& cwd) {
  BUILDSTD_TRY(auto versions, parse_versions(words.versions));
  const CompareOptions options{fs::absolute(words.here, cwd), fs::absolute(words.there, cwd), words.crates,
                               std::move(versions), words.format == "in-toto"};
  BUILDSTD_TRY(const auto report, compare_sysroots(options));
  const bool met = report.worst() <= accepted(words.require);
  BUILDSTD_TRY(auto text, formatted(report, words, met));
  if (!words.diff_dir.empty()) BUILDSTD_CHECK(write_diff_dir(fs::absolute(words.diff_dir, cwd), report, options));
  std::string said;
  for (const auto& problem : report.problems) said += render(problem, Color::never);
  const int status = met ? 0 : differences_status;
  return Outcome{said.empty() ? status : failure_status, std::move(text), std::move(said)};
}

void add_compare(CLI::App& app, CompareWords& words) {
  auto* command = app.add_subcommand("compare", "Compare two stds, crate by crate, function by function");
  command->add_option("--ours", words.here, "The folder to check: SYSROOT/lib/rustlib/TARGET/lib")
      ->required()
      ->type_name("DIR");
  command->add_option("--theirs", words.there, "The folder to check it against")->required()->type_name("DIR");
  command->add_option("--format", words.format, "human, json, html (a page), or in-toto (an unsigned statement)")
      ->check(CLI::IsMember({"human", "json", "html", "in-toto"}));
  command
      ->add_option("--require", words.require,
                   "What every crate must be: identical, hashes (the same but for crate "
                   "hashes) or code (the same machine code)")
      ->check(CLI::IsMember({"identical", "hashes", "code"}));
  command->add_option("--crate", words.crates, "Compare only this one (repeatable)")
      ->allow_extra_args(false)
      ->type_name("NAME");
  command
      ->add_option("--version-here", words.versions,
                   "The version a package was made from, where files do not tell (repeatable)")
      ->allow_extra_args(false)
      ->type_name("NAME=VERSION");
  command->add_option("--build", words.build, "What was built from what, for the statement: a JSON object")
      ->type_name("JSON");
  command
      ->add_option("--diff-dir", words.diff_dir, "Copy the pairs of files that differ to a/ and b/ in this new folder")
      ->type_name("DIR");
  command->add_flag("-v,--verbose", words.verbose, "Show every difference");
  command->add_flag("--color", words.color, "Color the report");
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
  CompareWords compare_words;
  add_compare(app, compare_words);
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
  auto outcome = inspect_command->parsed() ? inspect(inspect_options, cwd) : compare(compare_words, cwd);
  return outcome ? *std::move(outcome) : failed(outcome.error(), failure_status);
}

}  // namespace buildstd::verify
