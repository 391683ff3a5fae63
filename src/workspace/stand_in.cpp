// SPDX-License-Identifier: MIT
#include "workspace/stand_in.hpp"

#include <fmt/format.h>

#include <string_view>

#include "buildstd/base/fs.hpp"

namespace buildstd::workspace {

namespace {

// The part of cc's interface that std's build scripts use (1.96: library/compiler-builtins/compiler-builtins/build.rs,
// library/profiler_builtins/build.rs).
constexpr std::string_view cc_source = R"(//! Stands in for the `cc` crate where no C code is to be compiled.
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, Default)]
pub struct Build {}

impl Build {
    pub fn new() -> Build {
        Build {}
    }
    pub fn define<'a, V: Into<Option<&'a str>>>(&mut self, _name: &str, _value: V) -> &mut Build {
        self
    }
    pub fn file<P: AsRef<Path>>(&mut self, _path: P) -> &mut Build {
        self
    }
    pub fn flag<S: AsRef<std::ffi::OsStr>>(&mut self, _flag: S) -> &mut Build {
        self
    }
    pub fn flag_if_supported<S: AsRef<std::ffi::OsStr>>(&mut self, _flag: S) -> &mut Build {
        self
    }
    pub fn include<P: AsRef<Path>>(&mut self, _directory: P) -> &mut Build {
        self
    }
    pub fn warnings(&mut self, _on: bool) -> &mut Build {
        self
    }
    /// Takes the archive that `BUILDSTD_C_ARCHIVES` has, in place of one that cc would make.
    pub fn compile(&self, output: &str) {
        println!("cargo:rerun-if-env-changed=BUILDSTD_C_ARCHIVES");
        let Some(folder) = std::env::var_os("BUILDSTD_C_ARCHIVES") else {
            panic!("{output} is C code, and these sources of the standard library come without the `cc` crate that would compile it; name compiled archives with LLVM_COMPILER_RT_LIB and LLVM_PROFILER_RT_LIB");
        };
        let name = output.strip_prefix("lib").and_then(|name| name.strip_suffix(".a")).unwrap_or(output);
        let file = format!("lib{name}.a");
        let archive = Path::new(&folder).join(&file);
        let out_dir = PathBuf::from(std::env::var_os("OUT_DIR").expect("OUT_DIR is not set"));
        if let Err(error) = std::fs::copy(&archive, out_dir.join(&file)) {
            panic!("could not copy `{}`: {error}", archive.display());
        }
        println!("cargo:rerun-if-changed={}", archive.display());
        println!("cargo:rustc-link-lib=static={name}");
        println!("cargo:rustc-link-search=native={}", out_dir.display());
    }
}
)";

}  // namespace

Result<std::optional<Package>> stand_in(const LockedPackage& locked, const std::filesystem::path& folder) {
  if (locked.name != "cc") return std::nullopt;
  Package package;
  package.name = locked.name;
  package.version = locked.version;
  package.edition = "2018";  // cc's own
  package.manifest = folder / fmt::format("{}-{}", locked.name, locked.version.str()) / "Cargo.toml";
  package.is_stand_in = true;
  const auto source = package.root() / "src" / "lib.rs";
  package.library = Library{"cc", source, {"lib"}};
  if (fs::read(source).value_or("") != cc_source) {
    BUILDSTD_CHECK(fs::create_directories(source.parent_path()));
    BUILDSTD_CHECK(fs::write_atomically(source, cc_source));
  }
  return package;
}

}  // namespace buildstd::workspace
