// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "buildstd/base/build_choices.hpp"

/// How the standard library's workspace is laid out: the names of its crates and folders (rust-lang/rust: library/).
/// A crate that is renamed there is renamed here, and nowhere else.
namespace buildstd::std_layout {

inline constexpr std::string_view core = "core";
inline constexpr std::string_view alloc = "alloc";
inline constexpr std::string_view std = "std";
inline constexpr std::string_view test = "test";
inline constexpr std::string_view proc_macro = "proc_macro";
inline constexpr std::string_view panic_abort = "panic_abort";
inline constexpr std::string_view panic_unwind = "panic_unwind";
inline constexpr std::string_view compiler_builtins = "compiler_builtins";
inline constexpr std::string_view profiler_builtins = "profiler_builtins";
/// The package that has no code and depends on all of std; its features are std's.
inline constexpr std::string_view sysroot_package = "sysroot";

/// The packages whose libraries a choice of crates wants; each brings what it depends on. With `std` goes `proc_macro`,
/// as Cargo has it (core/compiler/standard_lib.rs, `std_crates`).
/// @param with_test where `std` is wanted, the crate `test` is too
std::vector<std::string_view> root_packages(StdCrates crates, bool with_test);

/// The crates that have documentation for everybody (bootstrap: core/build_steps/doc.rs, `STD_PUBLIC_CRATES`).
inline constexpr std::array documented_crates = {core, alloc, std, proc_macro, test};

/// The crates that code can name, and the runtimes: rustc finds no panic runtime by `-L dependency` (RFC 3874).
inline constexpr std::array named_crates = {alloc,        compiler_builtins, core, panic_abort,
                                            panic_unwind, proc_macro,        std,  test};

/// The workspace in a folder of sources (rustlib::sources).
std::filesystem::path library(const std::filesystem::path& sources);
/// Of a workspace: its vendored packages.
std::filesystem::path vendored_packages(const std::filesystem::path& library);
/// Of a workspace: the sources of startup objects, one a file.
std::filesystem::path startup_sources(const std::filesystem::path& library);

}  // namespace buildstd::std_layout
