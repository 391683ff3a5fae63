// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/link_toolchain.hpp"
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

struct LinkWords {
  std::string name;
  std::string path;
};

Result<int> run_link(Context& context, const LinkWords& words) {
  auto& console = context.console;
  const auto folder = words.path.empty() ? std::nullopt : std::optional<std::filesystem::path>(words.path);
  BUILDSTD_TRY(const auto link, ops::plan_toolchain_link(words.name, folder, context.process_context));
  // A toolchain serves every profile, and tests.
  context.invocation->selection.for_tests = true;
  CollectedDiagnostics said_again;  // by the build
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, said_again));
  BUILDSTD_CHECK(ops::check_for_toolchain(session, link));
  BUILDSTD_TRY(const auto built, build_session(context));
  BUILDSTD_CHECK(ops::make_toolchain(built.session, built.sysroots, link));
  BUILDSTD_TRY(const auto registered, ops::register_with_rustup(built.session, link));
  if (registered) {
    console.status("Linked", fmt::format("toolchain `{0}`: `cargo +{0} build` uses this standard library", link.name));
  } else {
    console.report({Diagnostic::Severity::note,
                    "rustup is not in PATH: the toolchain's folder is made, and linked nowhere",
                    {},
                    {fmt::format("with rustup, run `rustup toolchain link {} {}`", link.name,
                                 text::shell_quote(link.folder.string())),
                     fmt::format("without, put {} first in PATH", text::shell_quote((link.folder / "bin").string()))}});
  }
  Console::data(link.folder.string() + "\n");
  return 0;
}

}  // namespace

void register_toolchain(const Registration& registration) {
  auto* command = registration.app.add_subcommand("toolchain", "Toolchains for rustup whose standard library is ours");
  command->require_subcommand(1);
  auto* link = command->add_subcommand(
      "link", "Build if needed, make a toolchain's folder of it, and have rustup link it; prints the folder's path");
  const auto words = std::make_shared<LinkWords>();
  link->add_option("name", words->name, "The toolchain's name, for `cargo +NAME`")->required()->type_name("NAME");
  link->add_option("--path", words->path, "Where to make it (default: among the user's data)")->type_name("DIR");
  registration.options.add(*link, planning_options);
  link->callback(
      [&run = registration.run, words] { run = [words](Context& context) { return run_link(context, *words); }; });
}

}  // namespace buildstd::cli
