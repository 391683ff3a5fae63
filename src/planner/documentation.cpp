// SPDX-License-Identifier: MIT
#include "buildstd/planner/documentation.hpp"

#include <algorithm>
#include <string_view>

#include "buildstd/base/hash.hpp"

namespace buildstd::planner {

namespace {

constexpr std::string_view crates[] = {"core", "alloc", "std", "proc_macro", "test"};

// What rustdoc is told as rustc is, of the arguments that have their value behind them and of those that are one word.
// The rest is about code, or about where it is put (Cargo: compiler/mod.rs, `rustdoc`).
constexpr std::string_view pairs[] = {"--crate-name", "--crate-type", "--cfg",       "--check-cfg", "--extern",
                                      "-L",           "--target",     "--cap-lints", "--sysroot"};
constexpr std::string_view words[] = {
    "--edition=",   "--error-format=", "--json=", "--check-cfg=", "--cfg=", "-Zforce-unstable-if-unmarked",
    "-Zcrate-attr="};

class DocumentationWriter {
 public:
  DocumentationWriter(const DocumentationRequest& request, const Unit& library)
      : request_(request), library_(library) {}

  [[nodiscard]] Unit write() const {
    auto unit = library_;
    unit.kind = UnitKind::documentation;
    auto& invocation = unit.invocation;
    invocation.dep_info.clear();
    invocation.outputs = {request_.destination / unit.crate_name / "index.html"};
    auto& command = invocation.command;
    command.program = request_.rustdoc;
    // What keeps sources from the compiler is for its results; rustdoc copies the sources (src/preload).
    command.environment.erase("BUILDSTD_HIDE");
    command.arguments.clear();
    take_over(command.arguments);
    invocation.script_arguments_at = command.arguments.size();
    // Bootstrap: doc.rs, `doc_std`; bin/rustdoc.rs and builder/cargo.rs for the version. No `--resource-suffix`: a
    // project's own pages share these files.
    command.arguments.insert(command.arguments.end(), {"-Zunstable-options", "--out-dir", request_.destination.string(),
                                                       "--crate-version", request_.version, "--extern-html-root-url",
                                                       "std_detect=https://docs.rs/std_detect/latest/"});
    command.arguments.insert(command.arguments.end(), request_.flags.begin(), request_.flags.end());
    return unit;
  }

 private:
  void take_over(std::vector<std::string>& arguments) const {
    const auto& all = library_.invocation.command.arguments;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& word = all[i];
      const bool has_value = std::ranges::find(pairs, word) != std::end(pairs) && i + 1 < all.size();
      const bool stands_alone = std::ranges::any_of(words, [&](auto known) { return word.starts_with(known); });
      if (has_value) {
        arguments.insert(arguments.end(), {word, all[++i]});
      } else if (stands_alone || is_source(word)) {
        arguments.push_back(word);
      } else if (word == "-Z" && i + 1 < all.size() && all[i + 1] == "force-unstable-if-unmarked") {
        arguments.insert(arguments.end(), {word, all[++i]});
      }
    }
  }

  [[nodiscard]] bool is_source(const std::string& word) const {
    return !word.starts_with('-') && word.ends_with(".rs") &&
           library_.source == (library_.invocation.command.cwd / word).lexically_normal();
  }

  const DocumentationRequest& request_;
  const Unit& library_;
};

}  // namespace

std::vector<std::string> public_crates() { return {std::begin(crates), std::end(crates)}; }

std::vector<std::string> add_documentation(Plan& plan, const DocumentationRequest& request) {
  std::vector<std::string> names;
  Fingerprint key;
  key.field("plan", plan.key);
  const auto count = plan.units.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& library = plan.units[i];
    if (library.kind != UnitKind::library || library.platform != Platform::target || !library.is_member) continue;
    if (std::ranges::find(crates, library.crate_name) == std::end(crates)) continue;
    auto unit = DocumentationWriter(request, library).write();
    unit.key = Fingerprint()
                   .field("library", library.key)
                   .field("documentation", unit.invocation.command.shell_line())
                   .short_hex();
    key.field("documentation", unit.key);
    names.push_back(unit.crate_name);
    plan.units.push_back(std::move(unit));
  }
  plan.key = key.short_hex();
  return names;
}

}  // namespace buildstd::planner
