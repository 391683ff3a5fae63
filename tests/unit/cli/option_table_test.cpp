// SPDX-License-Identifier: MIT
#include "cli/option_table.hpp"

#include <algorithm>

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;
using cli::apply_options;
using cli::arguments_for;
using cli::GivenOption;
using cli::OptionEntry;

namespace {

const OptionEntry& option(std::string_view name) {
  for (const auto& entry : cli::option_table()) {
    if (entry.name() == name) return entry;
  }
  FAIL("no option " << name);
  return cli::option_table().front();
}

/// A value that the option takes.
std::string value_for(const OptionEntry& entry) {
  if (entry.value_name.empty()) return {};
  if (!entry.values.empty()) return std::string(entry.values.back());
  return entry.value_name == "N" ? "3" : "some value";
}

ops::Selection selection_with(std::vector<GivenOption> given) {
  given.push_back({&option("-Z"), "unstable-options"});
  ops::Selection selection;
  require_success(apply_options(given, selection));
  return selection;
}

}  // namespace

TEST_CASE("every option leads to the same selection again", "[cli][options]") {
  std::vector<GivenOption> all;
  for (const auto& entry : cli::option_table()) {
    if (entry.name() != "--release") all.push_back({&entry, value_for(entry)});
  }
  const auto selection = selection_with(all);
  // Each option has changed its member, and is written as it was given.
  const auto arguments = arguments_for(selection, "/w");
  for (const auto& [entry, value] : all) {
    const auto head = entry->value_name.empty() ? entry->name() : entry->name() + (entry->name() == "-Z" ? "" : "=");
    INFO(head + value);
    // Paths are made absolute.
    CHECK(std::ranges::any_of(
        arguments, [&](const auto& written) { return written == head + value || written == head + "/w/" + value; }));
  }
  const auto decoded = value_of(cli::decode_selection(cli::encode(selection, "/w")));
  CHECK(arguments_for(decoded, "/w") == arguments);
  CHECK_THAT(message_of(cli::decode_selection("\x1f\x1f--of-another-version")), Contains("is no option"));
  CHECK(arguments_for(ops::Selection(), "/w") == std::vector<std::string>{"-C", "/w"});
  ops::Selection with_toolchain;
  with_toolchain.toolchain = "nightly";
  CHECK(arguments_for(with_toolchain, "/w").front() == "+nightly");
}

TEST_CASE("unstable options are refused one by one", "[cli][options]") {
  std::size_t unstable = 0;
  for (const auto& entry : cli::option_table()) {
    ops::Selection selection;
    const auto applied = apply_options({{&entry, value_for(entry)}}, selection);
    if (!entry.is_unstable) continue;
    ++unstable;
    CHECK_THAT(message_of(applied), Contains("`" + entry.name() + "` is unstable"));
    CHECK_THAT(std::string(entry.text), Contains("(unstable"));
    selection_with({{&entry, value_for(entry)}});
  }
  CHECK(unstable >= 6);
}

TEST_CASE("options whose values are words refuse others, with the nearest", "[cli][options]") {
  for (const auto& entry : cli::option_table()) {
    if (entry.values.empty()) continue;
    ops::Selection selection;
    const auto applied = apply_options({{&entry, std::string(entry.values.front()) + "x"}}, selection);
    CHECK_THAT(message_of(applied), Contains(std::string(entry.values.front())));
    CHECK(applied.error().exit_status() == 1);
  }
}

TEST_CASE("a release is a profile, and only one", "[cli][options]") {
  CHECK(selection_with({{&option("--release"), ""}}).profile_name() == "release");
  CHECK(selection_with({}).profile_name() == "dev");
  ops::Selection selection;
  CHECK_THAT(message_of(apply_options({{&option("--profile"), "small"}, {&option("--release"), ""}}, selection)),
             Contains("ask for two profiles"));
}

TEST_CASE("what is emitted needs a place, and a place something to emit", "[cli][options]") {
  ops::Selection selection;
  CHECK_THAT(message_of(apply_options({{&option("--emit"), "obj"}}, selection)),
             Contains("--emit requires --artifact-dir"));
  selection = {};
  CHECK_THAT(message_of(apply_options({{&option("--artifact-dir"), "x"}}, selection)),
             Contains("--artifact-dir requires --emit"));
}
