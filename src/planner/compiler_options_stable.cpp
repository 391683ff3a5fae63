// SPDX-License-Identifier: MIT
// What std's crates depend on, of the options without `-Z`. "Measured": tests/toolchains/measure_flags, byte by byte.
#include <array>

#include "buildstd/planner/compiler_options.hpp"

namespace buildstd::planner {

namespace {

using enum OptionFamily;
using enum OptionEffect;

constexpr auto text = OptionValue::text;
constexpr auto file = OptionValue::file;
constexpr auto maybe_file = OptionValue::maybe_file;
constexpr auto output = OptionValue::output;

constexpr bool alone = false;  // takes no value

// rustc_session, src/config.rs: `rustc_optgroups`.
constexpr std::array plain_table = {
    CompilerOption{plain, "allow", lints, text, "lints; std's are capped (RFC 3874)", 'A'},
    CompilerOption{plain, "cap-lints", lints, text, "lints; the recipe caps std's", '\0'},
    CompilerOption{plain, "cfg", code, text, "what of the sources is compiled", '\0'},
    CompilerOption{plain, "check-cfg", lints, text, "a lint", '\0'},
    CompilerOption{plain, "color", messages, text, "the console has its own", '\0'},
    CompilerOption{plain, "crate-name", build, text, "each crate has its own", '\0'},
    CompilerOption{plain, "crate-type", build, text, "std's manifests say it", '\0'},
    CompilerOption{plain, "deny", lints, text, "lints; std's are capped (RFC 3874)", 'D'},
    CompilerOption{plain, "diagnostic-width", messages, text, "how messages look", '\0'},
    CompilerOption{plain, "edition", build, text, "std's manifests say it", '\0'},
    CompilerOption{plain, "emit", build, text, "of the user's crates; `buildstd build --emit` leaves core's", '\0'},
    CompilerOption{plain, "env-set", code, text, "what `env!` gives", '\0'},
    CompilerOption{plain, "error-format", messages, text, "the build reads JSON", '\0'},
    CompilerOption{plain, "explain", build, text, "rustc prints and stops", '\0'},
    CompilerOption{plain, "extern", code, maybe_file, "a crate that code may use, and its metadata", '\0'},
    CompilerOption{plain, "forbid", lints, text, "lints; std's are capped (RFC 3874)", 'F'},
    CompilerOption{plain, "force-warn", lints, text, "a lint", '\0'},
    CompilerOption{plain, "g", code, text, "the same as -Cdebuginfo=2", 'g', alone},
    CompilerOption{plain, "help", build, text, "rustc prints and stops", 'h', alone},
    CompilerOption{plain, "jobs-backend", code, text, "newer than the compilers at hand", '\0'},
    CompilerOption{plain, "jobs-frontend", code, text, "newer than the compilers at hand; compare -Zthreads", '\0'},
    CompilerOption{plain, "json", messages, text, "the build reads JSON", '\0'},
    CompilerOption{plain, "L", linking, OptionValue::directories,
                   "where the linker looks (measured); with a static `-l` where rustc does, so then it counts", 'L'},
    CompilerOption{plain, "l", code, text, "in each crate's metadata (measured), a static one's code in its rlib", 'l'},
    CompilerOption{plain, "O", code, text, "the same as -Copt-level=3", 'O', alone},
    CompilerOption{plain, "o", build, text, "where the user's output goes", 'o'},
    CompilerOption{plain, "out-dir", build, text, "where the user's output goes", '\0'},
    CompilerOption{plain, "print", build, text, "a question about the user's crates", '\0'},
    CompilerOption{plain, "remap-path-prefix", code, text, "names of sources in what is made", '\0'},
    CompilerOption{plain, "remap-path-scope", code, text, "names of sources in what is made", '\0'},
    CompilerOption{plain, "sysroot", build, text, "where the user's crates find others; std is compiled against none",
                   '\0'},
    CompilerOption{plain, "target", code, maybe_file, "which target; rustc refuses a second one", '\0'},
    CompilerOption{plain, "test", build, text, "the user's tests, not std's", '\0', alone},
    CompilerOption{plain, "verbose", messages, text, "how messages look", 'v', alone},
    CompilerOption{plain, "version", build, text, "rustc prints and stops", 'V', alone},
    CompilerOption{plain, "warn", lints, text, "lints; std's are capped (RFC 3874)", 'W'},
};

constexpr std::string_view changes = "changes the crate, its hash at least (measured)";
constexpr std::string_view no_effect = "has had no effect for long";

// rustc_session, src/options.rs: `CodegenOptions`.
constexpr std::array codegen_table = {
    CompilerOption{codegen, "ar", code, text, "removed; rustc says so"},
    CompilerOption{codegen, "code-model", code, text, changes},
    CompilerOption{codegen, "codegen-units", code, text, "how code is cut into objects"},
    CompilerOption{codegen, "collapse-macro-debuginfo", code, text, changes},
    CompilerOption{codegen, "control-flow-guard", code, text, changes},
    CompilerOption{codegen, "debug-assertions", code, text, changes},
    CompilerOption{codegen, "debuginfo", code, text, changes},
    CompilerOption{codegen, "default-linker-libraries", linking, text, "handed to the linker"},
    CompilerOption{
        codegen, "dlltool", code, maybe_file,
        "windows-gnu: makes import libraries, which are in rlibs (rustc_codegen_ssa, back/link/raw_dylib.rs)"},
    CompilerOption{codegen, "dwarf-version", code, text, changes},
    CompilerOption{codegen, "embed-bitcode", code, text, "what is in objects"},
    CompilerOption{codegen, "extra-filename", build, text, "each crate has its own"},
    CompilerOption{codegen, "force-frame-pointers", code, text, changes},
    CompilerOption{codegen, "force-unwind-tables", code, text, changes},
    CompilerOption{codegen, "help", build, text, "rustc prints and stops"},
    CompilerOption{codegen, "incremental", build, output, "std is never compiled incrementally"},
    CompilerOption{codegen, "inline-threshold", code, text, no_effect},
    CompilerOption{codegen, "instrument-coverage", code, text, changes},
    CompilerOption{codegen, "jump-tables", code, text, changes},
    CompilerOption{codegen, "link-arg", linking, maybe_file, "handed to the linker (measured)"},
    CompilerOption{codegen, "link-args", linking, maybe_file, "handed to the linker (measured)"},
    CompilerOption{codegen, "link-dead-code", code, text, "keeps code that nobody calls (measured)"},
    CompilerOption{codegen, "link-self-contained", linking, text, "what is linked beside the crates (measured)"},
    CompilerOption{codegen, "linker", linking, maybe_file, "which linker (measured)"},
    CompilerOption{codegen, "linker-features", linking, text, "which linker (measured)"},
    CompilerOption{codegen, "linker-flavor", linking, text, "how the linker is called (measured)"},
    CompilerOption{codegen, "linker-plugin-lto", code, text, "objects are bitcode"},
    CompilerOption{codegen, "llvm-args", code, maybe_file, "anything in LLVM"},
    CompilerOption{codegen, "lto", code, text, changes},
    CompilerOption{codegen, "metadata", code, text, "names of symbols"},
    CompilerOption{codegen, "no-prepopulate-passes", code, text, changes},
    CompilerOption{codegen, "no-redzone", code, text, changes},
    CompilerOption{codegen, "no-stack-check", code, text, no_effect},
    CompilerOption{codegen, "no-vectorize-loops", code, text, changes},
    CompilerOption{codegen, "no-vectorize-slp", code, text, changes},
    CompilerOption{codegen, "opt-level", code, text, changes},
    CompilerOption{codegen, "overflow-checks", code, text, changes},
    CompilerOption{codegen, "panic", code, text, changes},
    CompilerOption{codegen, "passes", code, text, changes},
    CompilerOption{codegen, "prefer-dynamic", linking, text, "which std is linked; the recipe has it for std itself"},
    CompilerOption{codegen, "profile-generate", code, output, "counts what runs; names where it is written"},
    CompilerOption{codegen, "profile-sample-use", code, file, "a profile"},
    CompilerOption{codegen, "profile-use", code, file, "a profile"},
    CompilerOption{codegen, "relocation-model", code, text, changes},
    CompilerOption{codegen, "relro-level", code, text, "changes code: full RELRO leaves out the PLT (measured)"},
    CompilerOption{codegen, "remark", code, text, "what LLVM reports of the compilation"},
    CompilerOption{codegen, "rpath", linking, text, "handed to the linker (measured)"},
    CompilerOption{codegen, "save-temps", code, text, "more files of the compilation are kept"},
    CompilerOption{codegen, "soft-float", code, text, "removed; rustc says so"},
    CompilerOption{codegen, "split-debuginfo", code, text, changes},
    CompilerOption{codegen, "strip", linking, text, "handed to the linker (measured)"},
    CompilerOption{codegen, "symbol-mangling-version", code, text, changes},
    CompilerOption{codegen, "target-cpu", code, OptionValue::processor, "which instructions there are"},
    CompilerOption{codegen, "target-feature", code, text, "which instructions there are"},
    CompilerOption{codegen, "unsafe-allow-abi-mismatch", code, text, "which crates may be used"},
};

}  // namespace

std::span<const CompilerOption> plain_options() { return plain_table; }
std::span<const CompilerOption> codegen_options() { return codegen_table; }

}  // namespace buildstd::planner
