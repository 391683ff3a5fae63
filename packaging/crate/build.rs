// SPDX-License-Identifier: MIT
//! Builds buildstd with CMake, and has rustc link what that compiled: the programs of this package hold no Rust.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{exit, Command};

/// The libraries that buildstd's own are compiled with, as pkg-config knows them (docs/dependencies.md).
const LIBRARIES: [&str; 4] = ["libuv", "libcrypto", "libxxhash", "fmt"];

fn main() {
    let source = source_folder();
    let build = PathBuf::from(variable("OUT_DIR")).join("build");
    for watched in ["CMakeLists.txt", "cmake", "include", "src"] {
        println!("cargo::rerun-if-changed={}", source.join(watched).display());
    }

    run(Command::new("cmake").arg("-S").arg(&source).arg("-B").arg(&build).args([
        "-DCMAKE_BUILD_TYPE=Release",
        "-DBUILDSTD_TESTS=OFF",
        "-DBUILDSTD_EXAMPLES=OFF",
        "-DBUILDSTD_VERIFY=OFF",
        "-DBUILDSTD_TRANSFER=OFF",
    ]));
    run(Command::new("cmake").arg("--build").arg(&build).args(["--target", "buildstd", "--parallel", &variable("NUM_JOBS")]));

    // `main`, and what it calls, in the order that linkers want.
    let compiled = build.join("src");
    link(&compiled.join("CMakeFiles/buildstd.dir/cli/main.cpp.o").display().to_string());
    link(&compiled.join("libbuildstd_cli.a").display().to_string());
    link(&compiled.join("libbuildstd.a").display().to_string());
    let libraries = run(Command::new("pkg-config").arg("--libs").args(LIBRARIES));
    libraries.split_whitespace().for_each(link);
    link(if variable("CARGO_CFG_TARGET_VENDOR") == "apple" { "-lc++" } else { "-lstdc++" });
}

/// Inside the published package, or around this folder in a clone.
fn source_folder() -> PathBuf {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let places = [here.join("source"), here.join("../..")];
    match places.iter().find(|place| place.join("CMakeLists.txt").is_file()) {
        Some(found) => found.clone(),
        None => fail(&format!("buildstd's sources are neither below `{}` nor around it", here.display())),
    }
}

fn link(argument: &str) {
    println!("cargo::rustc-link-arg-bins={argument}");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| fail(&format!("Cargo has not set `{name}`")))
}

/// What the command prints, if it succeeds.
fn run(command: &mut Command) -> String {
    let name = Path::new(command.get_program()).display().to_string();
    match command.output() {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        Ok(output) => fail(&format!(
            "`{name}` failed: {}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(error) => fail(&format!("`{name}` could not be started: {error}")),
    }
}

fn fail(reason: &str) -> ! {
    eprintln!("{reason}\n\nbuildstd is written in C++23. Compiling it needs CMake, GCC 12 or clang 19, pkg-config and the libraries of");
    eprintln!("docs/dependencies.md; `cargo binstall cargo-buildstd` and `pip install buildstd` need none of them.");
    exit(1)
}
