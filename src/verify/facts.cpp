// SPDX-License-Identifier: MIT
#include "verify/facts.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "verify/isolation.hpp"
#include "verify/wire.hpp"

namespace buildstd::verify {

namespace {

Result<std::string> facts_to_send(const SysrootFiles& sysroot, const CrateFiles& crate) {
  BUILDSTD_TRY(const auto facts, read_facts(sysroot, crate));
  return to_wire(facts);
}

Result<CrateFacts> received(Result<std::string> sent, const CrateFiles& crate) {
  if (!sent) return fail(std::move(sent).error());
  BUILDSTD_TRY(auto facts, facts_from_wire(*sent));
  facts.evidence.files = crate;
  return facts;
}

}  // namespace

std::vector<std::pair<CrateFiles, Result<CrateFacts>>> facts_of(const SysrootFiles& sysroot,
                                                                const std::vector<CrateFiles>& crates) {
  std::vector<Task> tasks;
  tasks.reserve(crates.size());
  for (const auto& crate : crates) {
    const auto shown = fmt::format("`{}`", text::printable((sysroot.directory / crate.rlib).string()));
    tasks.push_back({shown, [&sysroot, &crate] { return facts_to_send(sysroot, crate); }});
  }
  auto sent = run_isolated(tasks);
  std::vector<std::pair<CrateFiles, Result<CrateFacts>>> all;
  all.reserve(crates.size());
  for (std::size_t i = 0; i < crates.size(); ++i) all.emplace_back(crates[i], received(std::move(sent[i]), crates[i]));
  return all;
}

}  // namespace buildstd::verify
