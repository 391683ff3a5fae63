// SPDX-License-Identifier: MIT
// `cfg(…)` predicates, keys of `[target]`, and lines of `rustc --print cfg`.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "buildstd/base/cfg.hpp"
#include "buildstd/base/diagnostics.hpp"

using namespace buildstd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const CfgSet cfgs = {{"unix", {}}, {"target_os", "linux"}};
  if (const auto cfg = parse_cfg(text); !cfg) (void)render(cfg.error(), Color::never);
  const auto selector = TargetSelector::parse(text);
  if (selector) (void)selector->matches("x86_64-unknown-linux-gnu", cfgs);
  const auto expression = CfgExpr::parse(text);
  if (!expression) {
    (void)render(expression.error(), Color::never);
    return 0;
  }
  // A predicate and its opposite never agree.
  const auto opposite = CfgExpr::parse("not(" + text + ")");
  if (!text.starts_with("cfg(") && opposite && opposite->matches(cfgs) == expression->matches(cfgs)) std::abort();
  return 0;
}
