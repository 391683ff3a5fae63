// SPDX-License-Identifier: MIT
#include "buildstd/ops/find_recipe.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/found_recipes.hpp"
#include "buildstd/process/event_loop.hpp"
#include "ops/requests.hpp"

namespace buildstd::ops {

namespace {

using planner::SearchDepth;

// `-W help`: a table of name, level and meaning. Both ways of writing a name are used.
void add_lints(const std::string& help, std::set<std::string>& words) {
  for (const auto line : text::lines(help)) {
    const auto fields = text::words(line);
    if (fields.size() < 3 ||
        (fields[1] != "allow" && fields[1] != "warn" && fields[1] != "deny" && fields[1] != "forbid"))
      continue;
    for (const auto& name : {std::string(fields[0]), text::replace_all(std::string(fields[0]), "-", "_")}) {
      for (const auto* level : {"-A", "-W", "-D"}) words.insert(level + name);
    }
  }
}

// `-Z help`, `-C help`: lines of `-Z name=val -- meaning`.
void add_options(const std::string& help, std::string_view letter, std::set<std::string>& words) {
  for (const auto line : text::lines(help)) {
    const auto fields = text::words(line);
    if (fields.size() < 2 || fields[0] != letter) continue;
    const auto name = fmt::format("{}{}", letter, fields[1].substr(0, fields[1].find('=')));
    words.insert(name);
    for (const auto* value : {"yes", "no", "true", "false", "off"}) words.insert(fmt::format("{}={}", name, value));
  }
}

/// What bootstrap may have taken up: every lint, and every option that is a switch, of this compiler.
Result<std::vector<std::string>> words_of_compiler(const Session& session) {
  std::set<std::string> words;
  const auto ask = [&](const char* option) -> Result<std::string> {
    const Command command{
        session.compiler.toolchain.rustc, {option, "help"}, {{"RUSTC_BOOTSTRAP", "1"}}, session.process_context.cwd};
    BUILDSTD_TRY(const auto output, process::run(command, session.settings.environment));
    if (output.status.success()) return output.standard_output;
    return fail(Error(fmt::format("the compiler does not tell its options (`{} help`)", option))
                    .caused_by(output.status.describe())
                    .output(output.standard_error));
  };
  BUILDSTD_TRY(const auto lints, ask("-W"));
  add_lints(lints, words);
  for (const auto* letter : {"-Z", "-C"}) {
    BUILDSTD_TRY(const auto options, ask(letter));
    add_options(options, letter, words);
  }
  return std::vector<std::string>(words.begin(), words.end());
}

SearchDepth after(SearchDepth depth) {
  return depth == SearchDepth::known ? SearchDepth::one_word : SearchDepth::two_words;
}

Result<RecipeReport> find_one(const Session& session, const planner::Request& request,
                              const std::vector<std::string>& words, const RecipeProgress& progress) {
  const auto& target = request.target.name;
  const auto& storage = session.storage;
  auto kept = read_kept_search(storage, session.compiler.toolchain, target);
  if (kept.recipe) return RecipeReport{target, RecipeReport::Kind::known, std::move(kept.recipe), 0};
  if (kept.exhausted == SearchDepth::two_words) return RecipeReport{target, RecipeReport::Kind::unknown, {}, 0};
  const auto save = [&](SearchDepth exhausted) {
    kept.exhausted = exhausted;
    keep_search(storage, session.compiler.toolchain, target, kept);
  };
  auto depth = SearchDepth::known;
  planner::RecipeSearch search{.request = request, .words = words};
  if (kept.exhausted) search.first = depth = after(*kept.exhausted);
  search.progress = [&](SearchDepth now, std::size_t done, std::size_t all) {
    if (now != depth) save(depth);  // a search that is interrupted goes on there
    depth = now;
    progress(static_cast<unsigned>(now), done, all);
    return true;
  };
  BUILDSTD_TRY(auto outcome, planner::find_recipe(search));
  if (!outcome.metadata_known) return RecipeReport{target, RecipeReport::Kind::no_metadata, {}, outcome.tried};
  kept = {outcome.recipe, outcome.exhausted};
  if (!outcome.is_in_tables) keep_search(storage, session.compiler.toolchain, target, kept);
  const auto kind = outcome.is_in_tables ? RecipeReport::Kind::known
                    : outcome.recipe     ? RecipeReport::Kind::found
                                         : RecipeReport::Kind::unknown;
  return RecipeReport{target, kind, std::move(outcome.recipe), outcome.tried};
}

}  // namespace

Result<std::vector<RecipeReport>> find_recipes(const Session& session, const RecipeProgress& progress) {
  BUILDSTD_TRY(const auto words, words_of_compiler(session));
  std::vector<RecipeReport> reports;
  BUILDSTD_CHECK(for_each_request(session, PlanFor::build, [&](const planner::Request& request) -> Result<void> {
    BUILDSTD_TRY(auto report, find_one(session, request, words, progress));
    reports.push_back(std::move(report));
    return {};
  }));
  return reports;
}

}  // namespace buildstd::ops
