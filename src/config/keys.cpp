// SPDX-License-Identifier: MIT
#include "buildstd/config/keys.hpp"

#include <array>

#include "buildstd/base/text.hpp"

namespace buildstd::config {

namespace {

using enum KeyType;
constexpr auto read = KeyUse::read;
constexpr auto known = KeyUse::known;

// Cargo: src/context/schema.rs (build, term, net, http, resolver), src/context/target.rs (target),
// crates/cargo-util-schemas/src/manifest (profile). RFC 3874: build-std.
constexpr KeySpec keys[] = {
    {"include", includes, read, "",
     "Further files to read before this one, whose values this one's are put on top of."},

    {"build.build-std.when", when, read, "", "Whether the standard library is built from source."},
    {"build.build-std.crates", crates, read, "", "Which crates of it are built, each with those below it."},
    {"build.target", targets, read, "", "What to build for where no `--target` is given."},
    {"build.rustc", program, read, "RUSTC", "The compiler."},
    {"build.rustdoc", program, read, "RUSTDOC", "The documentation generator."},
    {"build.rustc-wrapper", program, read, "RUSTC_WRAPPER",
     "A program that is run in the compiler's place, with the compiler as its first argument. An empty string means "
     "none."},
    {"build.rustc-workspace-wrapper", program, read, "RUSTC_WORKSPACE_WRAPPER",
     "The same for workspace members only; read for its effect on Cargo, never used for std's crates."},
    {"build.rustflags", words, read, "CARGO_ENCODED_RUSTFLAGS, RUSTFLAGS",
     "Compiler flags where no `target.*.rustflags` applies."},
    {"build.rustdocflags", words, read, "CARGO_ENCODED_RUSTDOCFLAGS, RUSTDOCFLAGS", "The same for rustdoc."},
    {"build.target-dir", path, read, "CARGO_TARGET_DIR", "Where results go; an empty string is an error."},
    {"build.build-dir", path, known, "", ""},
    {"build.jobs", jobs, read, "",
     "How many processes run at once; a negative number is subtracted from the number of processors."},
    {"build.incremental", boolean, known, "", ""},
    {"build.dep-info-basedir", path, known, "", ""},
    {"build.pipelining", boolean, known, "", ""},
    {"build.artifact-dir", path, known, "", ""},
    {"build.warnings", string, known, "", ""},
    {"build.sbom", boolean, known, "", ""},
    {"build.analysis.enabled", boolean, known, "", ""},

    {"target.<triple>.build-std.when", when, read, "", "As `build.build-std.when`, for one target."},
    {"target.<triple>.build-std.crates", crates, read, "", "As `build.build-std.crates`, for one target."},
    {"target.<triple>.rustflags", words, read, "", "Compiler flags for one target."},
    {"target.<triple>.rustdocflags", words, read, "", "Flags of rustdoc for one target."},
    {"target.<triple>.linker", program, read, "", "The linker for one target."},
    {"target.<triple>.runner", words, known, "", ""},
    {"target.<triple>.ar", other, known, "", ""},

    {"target.<cfg>.build-std.when", when, read, "",
     "As `build.build-std.when`, for the targets that the `cfg(…)` holds for."},
    {"target.<cfg>.build-std.crates", crates, read, "",
     "As `build.build-std.crates`, for the targets that the `cfg(…)` holds for."},
    {"target.<cfg>.rustflags", words, read, "",
     "Compiler flags, joined to those of the triple and of other matching tables."},
    {"target.<cfg>.rustdocflags", words, read, "", "The same for rustdoc."},
    {"target.<cfg>.linker", program, read, "",
     "The linker where the triple's table names none; two matching tables are an error."},
    {"target.<cfg>.runner", words, known, "", ""},

    {"profile.<profile>.panic", panic, read, "", "The panic strategy that std is built for."},
    {"profile.<profile>.inherits", string, read, "", "The profile that says what this one does not."},
    {"profile.<profile>.opt-level", other, known, "", ""},
    {"profile.<profile>.lto", other, known, "", ""},
    {"profile.<profile>.codegen-backend", string, known, "", ""},
    {"profile.<profile>.codegen-units", integer, known, "", ""},
    {"profile.<profile>.debug", other, known, "", ""},
    {"profile.<profile>.split-debuginfo", string, known, "", ""},
    {"profile.<profile>.debug-assertions", boolean, known, "", ""},
    {"profile.<profile>.rpath", boolean, known, "", ""},
    {"profile.<profile>.overflow-checks", boolean, known, "", ""},
    {"profile.<profile>.incremental", boolean, known, "", ""},
    {"profile.<profile>.dir-name", string, known, "", ""},
    {"profile.<profile>.strip", other, known, "", ""},
    {"profile.<profile>.rustflags", strings, known, "", ""},
    {"profile.<profile>.package", other, known, "", ""},
    {"profile.<profile>.build-override", other, known, "", ""},
    {"profile.<profile>.trim-paths", other, known, "", ""},
    {"profile.<profile>.hint-mostly-unused", boolean, known, "", ""},

    {"env.<name>", variable, read, "",
     "A variable for the programs that are run. One that is set already keeps its value unless `force` says otherwise; "
     "with `relative`, the value is a path."},

    {"term.quiet", boolean, read, "", "Says less."},
    {"term.verbose", boolean, read, "", "Says more."},
    {"term.color", string, read, "", "\"auto\", \"always\" or \"never\"."},
    {"term.progress.when", string, read, "", "\"auto\", \"always\" (needs `width`) or \"never\"."},
    {"term.progress.width", integer, read, "", "The width of the progress bar."},
    {"term.progress.term-integration", boolean, known, "", ""},
    {"term.hyperlinks", boolean, known, "", ""},
    {"term.unicode", boolean, known, "", ""},

    {"net.offline", boolean, known, "", ""},
    {"net.retry", integer, known, "", ""},
    {"net.git-fetch-with-cli", boolean, known, "", ""},
    {"net.ssh.known-hosts", strings, known, "", ""},

    {"http.proxy", string, known, "", ""},
    {"http.low-speed-limit", integer, known, "", ""},
    {"http.timeout", integer, known, "", ""},
    {"http.cainfo", path, known, "", ""},
    {"http.proxy-cainfo", path, known, "", ""},
    {"http.check-revoke", boolean, known, "", ""},
    {"http.user-agent", string, known, "", ""},
    {"http.debug", boolean, known, "", ""},
    {"http.multiplexing", boolean, known, "", ""},
    {"http.ssl-version", other, known, "", ""},

    {"alias.<name>", words, read, "",
     "A command of Cargo's in other words, whose options count as if they were given."},

    {"future-incompat-report.frequency", string, known, "", ""},

    {"resolver.incompatible-rust-versions", string, known, "", ""},
    {"resolver.feature-unification", string, known, "", ""},
    {"resolver.lockfile-path", path, known, "", ""},

    {"unstable.<name>", other, read, "",
     "A `-Z` flag of Cargo's. Only `unstable.build-std` is looked at, for a warning: Cargo would build std too."},
};

}  // namespace

std::span<const KeySpec> known_keys() { return keys; }

std::string variable_name(const KeySpec& key) {
  // Variables of tables whose keys are the user's own words do not exist: a name could not be read back.
  const bool has_none = key.type == includes || key.name.starts_with("env.") || key.name.find("<cfg>") != key.name.npos;
  if (has_none) return {};
  auto name = text::replace_all(std::string(key.name), ".", "_");
  return "CARGO_" + text::upper(text::replace_all(std::move(name), "-", "_"));
}

std::string_view name_of(KeyType type) {
  using enum KeyType;
  switch (type) {
    case boolean: return "boolean";
    case integer: return "integer";
    case string: return "string";
    case path: return "path";
    case program: return "path or program name";
    case words: return "string or array of strings";
    case strings: return "array of strings";
    case jobs: return "integer or \"default\"";
    case targets: return "string or array of strings";
    case when: return "\"always\" or \"never\"";
    case crates: return "\"core\", \"alloc\" or \"std\"";
    case panic: return "\"unwind\", \"abort\" or \"immediate-abort\"";
    case variable: return "string or table";
    case includes: return "array of strings or tables";
    case other: return "any";
  }
  return {};
}

}  // namespace buildstd::config
