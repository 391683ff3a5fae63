// SPDX-License-Identifier: MIT
#include "buildstd/ops/document.hpp"
#include "buildstd/base/std_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/compiler_choice.hpp"
#include "buildstd/planner/documentation.hpp"
#include "ops/execute.hpp"
#include "ops/relink_books.hpp"

namespace buildstd::ops {

namespace {

// The one that the configuration names, else as the front finds it: of the compiler's version (crate metadata). Cargo
// takes the one on PATH.
Result<std::filesystem::path> find_rustdoc(const Session& session) {
  auto environment = session.settings.environment;
  const auto& named = session.settings.rustdoc;
  if (!named) {
    environment.set(std::string(compiler_variable), session.compiler.toolchain.rustc.string());
    return real_rustdoc(environment, session.process_context.cwd);
  }
  const auto found = fs::find_program(*named, environment.get("PATH").value_or(""), session.process_context.cwd);
  if (found) return *found;
  return fail(Error(fmt::format("could not find the documentation generator `{}`", text::printable(*named)))
                  .help("correct RUSTDOC or `build.rustdoc`, which name it, or unset them for the toolchain's own"));
}

/// One target's documentation: found made, or made.
class DocumentationBuild {
 public:
  DocumentationBuild(const Session& session, const TargetChoice& choice, planner::Plan plan)
      : session_(session), choice_(choice), plan_(std::move(plan)) {
    folder_ = session.storage.state.parent_path() / choice.target.name / "doc";
    record_ = session.storage.state / "records" / fmt::format("doc-{}", choice.target.name);
  }

  Result<Documentation> make(const std::filesystem::path& rustdoc, BuildView& view, Diagnostics& diagnostics) {
    const auto root = plan_.directories.root;
    crates_ = planner::add_documentation(plan_, {rustdoc, folder_, version(), choice_.rustdocflags.flags});
    BUILDSTD_CHECK(
        session_.storage.state_directory->prepare([&] { view.waiting("this directory, which is being cleaned"); }));
    BUILDSTD_CHECK(fs::create_directories(session_.storage.locks()));
    BUILDSTD_TRY(const auto lock, fs::FileLock::acquire(session_.storage.locks() / record_.filename(), [&] {
                   view.waiting(fmt::format("the documentation of std for {}", choice_.target.name));
                 }));
    const auto first =
        std::ranges::find(crates_, std_layout::std) != crates_.end() ? std_layout::std : std_layout::core;
    Documentation made{choice_.target.name, folder_ / first / "index.html", is_made()};
    if (made.fresh) return made;
    BUILDSTD_CHECK(prepare());
    BUILDSTD_CHECK(run(view, diagnostics));
    std::vector<std::string> absent(std_layout::documented_crates.begin(), std_layout::documented_crates.end());
    std::erase_if(absent, [&](const auto& crate) { return std::ranges::find(crates_, crate) != crates_.end(); });
    for (const auto& crate : crates_) BUILDSTD_CHECK(relink_books_below(folder_ / crate, published(), absent));
    BUILDSTD_CHECK(fs::create_directories(record_.parent_path()));
    BUILDSTD_CHECK(fs::write_atomically(record_, plan_.key));
    BUILDSTD_CHECK(fs::remove_all(root));
    return made;
  }

 private:
  // "rustc 1.96.0 (ac68faa20 2026-05-25)": bootstrap's `rust_version`.
  [[nodiscard]] std::string version() const {
    const auto& verbose = session_.compiler.toolchain.version.verbose;
    const auto line = verbose.substr(0, verbose.find('\n'));
    return line.starts_with("rustc ") ? line.substr(6) : line;
  }

  // The books are not made here, and doc comments lead to them by relative links.
  [[nodiscard]] std::string published() const {
    const auto& version = session_.compiler.toolchain.version;
    const auto channel = version.channel();
    const std::string name = channel == "stable" ? version.release : channel == "beta" ? "beta" : "nightly";
    return fmt::format("https://doc.rust-lang.org/{}/", name);
  }

  [[nodiscard]] bool is_made() const {
    const auto key = fs::read(record_);
    return key && *key == plan_.key &&
           std::ranges::all_of(crates_, [&](const auto& crate) { return fs::is_file(folder_ / crate / "index.html"); });
  }

  // rustdoc links to a crate's pages where it sees their folder when it starts (librustdoc/formats/cache.rs,
  // `ExternalCrate::location`): all are there first, and empty.
  Result<void> prepare() {
    BUILDSTD_CHECK(fs::remove_all(record_));
    for (const auto& crate : crates_) {
      BUILDSTD_CHECK(fs::remove_all(folder_ / crate));
      BUILDSTD_CHECK(fs::create_directories(folder_ / crate));
    }
    return {};
  }

  Result<void> run(BuildView& view, Diagnostics& diagnostics) {
    BUILDSTD_CHECK(execute(session_, planner::join({&plan_}), nullptr, view, diagnostics));
    return {};
  }

  const Session& session_;
  const TargetChoice& choice_;
  planner::Plan plan_;
  std::filesystem::path folder_;
  std::filesystem::path record_;
  std::vector<std::string> crates_;
};

}  // namespace

Result<std::vector<Documentation>> document(const Session& session, BuildView& view, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto rustdoc, find_rustdoc(session));
  BUILDSTD_TRY(auto plans, plan(session));
  if (plans.empty())
    return fail(Error("nothing is built, and so nothing documented: `build-std.when` is \"never\"")
                    .help("add `--force` to document it all the same"));
  std::vector<Documentation> all;
  auto next = plans.begin();
  for (const auto& choice : session.targets.all) {
    if (choice.never) continue;
    DocumentationBuild build(session, choice, std::move(*next++));
    BUILDSTD_TRY(auto made, build.make(rustdoc, view, diagnostics));
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace buildstd::ops
