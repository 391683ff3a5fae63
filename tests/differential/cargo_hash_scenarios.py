# SPDX-License-Identifier: MIT
"""What record_cargo_hashes.py has cargo build: each scenario is a name, cargo's arguments and its environment."""

BOOTSTRAP_FEATURES = "backtrace panic-unwind profiler compiler-builtins-c"

# RUSTFLAGS as rustc's bootstrap sets them for a distribution's std (src/bootstrap/src/core/builder/cargo.rs).
BOOTSTRAP_RUSTFLAGS = (
    "-Zannotate-moves --check-cfg=cfg(feature,values(any())) -Zunstable-options -Zmacro-backtrace "
    "-Csplit-debuginfo=off -Cprefer-dynamic -Zinline-mir -Zinline-mir-preserve-debug "
    "-Zmir_strip_debuginfo=locals-in-tiny-functions "
    '-Zcrate-attr=doc(html_root_url="https://doc.rust-lang.org/1.96.0/")')

LINUX = "x86_64-unknown-linux-gnu"
STD_TARGETS = (
    LINUX, "aarch64-unknown-linux-gnu", "i686-pc-windows-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin",
    "wasm32-unknown-unknown", "wasm32-wasip1", "x86_64-fortanix-unknown-sgx", "x86_64-unknown-uefi",
    "aarch64-linux-android", "riscv64gc-unknown-linux-gnu", "x86_64-unknown-hermit", "powerpc64-ibm-aix",
)
CORE_TARGETS = ("thumbv7em-none-eabihf", "nvptx64-nvidia-cuda", "riscv32imac-unknown-none-elf")


def sysroot(name, target, profile, features=None, env=None, command="build", extra=()):
    """A build of the `sysroot` package, as bootstrap starts it."""
    arguments = [command, "--manifest-path", "sysroot/Cargo.toml", "--profile", profile]
    if features is not None:
        arguments += ["--features", features]
    if target:
        arguments += ["--target", target]
    return {"name": name, "args": [*arguments, *extra], "env": env or {}}


def alloc(name, target, profile, features, env=None):
    """A build of `core` and `alloc` for a target without std, as bootstrap starts it."""
    return {"name": name, "env": env or {},
            "args": ["build", "-p", "alloc", "-p", "core", "--manifest-path", "alloc/Cargo.toml", "--profile", profile,
                     "--features", features, "--target", target]}


def bootstrap_env(profile, **more):
    values = {"DEBUG": "2", "STRIP": "false", "DEBUG_ASSERTIONS": "false", "OVERFLOW_CHECKS": "false", **more}
    env = {f"CARGO_PROFILE_{profile.upper()}_{key}": value for key, value in values.items()}
    return {**env, "__CARGO_DEFAULT_LIB_METADATA": "stablestd1.96.0", "RUSTFLAGS": BOOTSTRAP_RUSTFLAGS}


def table(has_dist):
    """The scenarios of the checked-in tables: each hashed field of the library's units at two values or more."""
    main = "dist" if has_dist else "release"
    return [
        sysroot("prebuilt", LINUX, main, BOOTSTRAP_FEATURES, bootstrap_env(main)),
        sysroot("prebuilt, no debuginfo, other channel", "aarch64-unknown-linux-gnu", main, "",
                {**bootstrap_env(main, DEBUG="0", CODEGEN_UNITS="16"), "__CARGO_DEFAULT_LIB_METADATA": "nightlystd"}),
        sysroot("release", "x86_64-pc-windows-msvc", "release", "backtrace"),
        sysroot("release with fat LTO, panic=abort", "wasm32-wasip1", "release", "",
                {"CARGO_PROFILE_RELEASE_LTO": "fat", "CARGO_PROFILE_RELEASE_PANIC": "abort",
                 "CARGO_PROFILE_RELEASE_DEBUG": "line-tables-only"}),
        sysroot("dev, incremental", "aarch64-apple-darwin", "dev", "optimize_for_size",
                {"CARGO_INCREMENTAL": "1", "RUSTFLAGS": "--remap-path-prefix /a=/b -Zinline-mir"}),
        sysroot("release for the host", None, "release", "backtrace", {"RUSTFLAGS": "-Ctarget-cpu=native"}),
        sysroot("release, stripped", "x86_64-fortanix-unknown-sgx", "release", None,
                {"CARGO_PROFILE_RELEASE_STRIP": "true", "CARGO_PROFILE_RELEASE_SPLIT_DEBUGINFO": "packed",
                 "CARGO_PROFILE_RELEASE_RPATH": "true", "CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_OPT_LEVEL": "1"}),
        sysroot("check", "riscv64gc-unknown-linux-gnu", "release", None, command="check"),
        sysroot("release, limited debuginfo", "x86_64-unknown-uefi", "release", "backtrace optimize_for_size",
                {"CARGO_PROFILE_RELEASE_DEBUG": "limited", "CARGO_PROFILE_RELEASE_PANIC": "abort",
                 "CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_DEBUG": "2"}),
        sysroot("dev, thin LTO, assertions off", "i686-pc-windows-gnu", "dev", "backtrace",
                {"CARGO_PROFILE_DEV_LTO": "thin", "CARGO_PROFILE_DEV_OVERFLOW_CHECKS": "false",
                 "CARGO_PROFILE_DEV_DEBUG_ASSERTIONS": "false", "CARGO_PROFILE_DEV_CODEGEN_UNITS": "5"}),
        alloc("alloc", "thumbv7em-none-eabihf", main, "compiler-builtins-mem", bootstrap_env(main, OPT_LEVEL="z")),
    ]


def matrix(has_dist):
    """Targets x features x profiles, and every profile setting on its own."""
    main = "dist" if has_dist else "release"
    result = table(has_dist)
    for target in STD_TARGETS:
        for features in ("", BOOTSTRAP_FEATURES, "compiler-builtins-mem optimize_for_size"):
            for profile, env in ((main, bootstrap_env(main)), (main, bootstrap_env(main, DEBUG="1")), ("dev", {})):
                result.append(sysroot(f"{target}, {profile}, [{features}] {len(env)}", target, profile, features, env))
    for target in CORE_TARGETS:
        for profile, env in ((main, bootstrap_env(main)), ("release", {}), ("dev", {})):
            result.append(alloc(f"{target}, {profile}", target, profile, "compiler-builtins-mem", env))
    settings = {"OPT_LEVEL": ("0", "1", "2", "s"), "DEBUG": ("line-directives-only", "limited", "full", "none"),
                "LTO": ("off", "true", "thin", "fat"), "PANIC": ("abort", "unwind"), "STRIP": ("symbols", "debuginfo"),
                "CODEGEN_UNITS": ("1", "7"), "OVERFLOW_CHECKS": ("true",), "DEBUG_ASSERTIONS": ("true",),
                "RPATH": ("true",), "INCREMENTAL": ("true",), "SPLIT_DEBUGINFO": ("off", "unpacked"),
                "BUILD_OVERRIDE_CODEGEN_UNITS": ("3",), "BUILD_OVERRIDE_DEBUG": ("2",)}
    for profile in ("release", "dev"):
        for target in (LINUX, None):
            for key, values in settings.items():
                for value in values:
                    env = {f"CARGO_PROFILE_{profile.upper()}_{key}": value}
                    name = f"{profile}, {target or 'host'}, {key}={value}"
                    result.append(sysroot(name, target, profile, "backtrace", env))
    return result


# One package of each shape the library's workspace does not have.
SHAPES_FILES = {
    "Cargo.toml": """
[workspace]
resolver = "2"
members = ["app", "deep/er/plain", "macros", "shared", "linked", "tool", "user"]
[profile.release.package.plain]
opt-level = "s"
[profile.release.package."*"]
codegen-units = 3
""",
    "app/Cargo.toml": """
[package]
name = "app"
version = "1.2.3-beta.4+build.5"
edition = "2021"
[lib]
name = "applib"
crate-type = ["cdylib", "staticlib", "rlib"]
[features]
default = ["one"]
one = []
two = ["plain/extra"]
[dependencies]
plain = { path = "../deep/er/plain" }
macros = { path = "../macros" }
shared = { path = "../shared" }
[build-dependencies]
plain = { path = "../deep/er/plain" }
[dev-dependencies]
user = { path = "../user" }
""",
    "app/build.rs": "fn main() {}",
    "app/src/lib.rs": "",
    "app/src/main.rs": "fn main() {}",
    "app/tests/integration.rs": "",
    "app/examples/shown.rs": "fn main() {}",
    "app/benches/timed.rs": "",
    "deep/er/plain/Cargo.toml": """
[package]
name = "plain"
version = "0.0.0"
edition = "2015"
[features]
extra = []
""",
    "deep/er/plain/src/lib.rs": "",
    "macros/Cargo.toml": """
[package]
name = "macros"
version = "10.20.30"
edition = "2021"
[lib]
proc-macro = true
""",
    "macros/src/lib.rs": "",
    "shared/Cargo.toml": """
[package]
name = "shared"
version = "0.1.0"
edition = "2021"
[lib]
crate-type = ["dylib"]
""",
    "shared/src/lib.rs": "",
    "linked/Cargo.toml": """
[package]
name = "linked"
version = "0.1.0"
edition = "2021"
links = "something"
""",
    "linked/build.rs": "fn main() {}",
    "linked/src/lib.rs": "",
    "tool/Cargo.toml": """
[package]
name = "tool"
version = "0.1.0"
edition = "2021"
""",
    "tool/build.rs": "fn main() {}",
    "tool/src/main.rs": "fn main() {}",
    "user/Cargo.toml": """
[package]
name = "user"
version = "0.1.0"
edition = "2021"
links = "else"
[dependencies]
linked = { path = "../linked" }
""",
    "user/build.rs": "fn main() {}",
    "user/src/lib.rs": "",
}


def shapes():
    """A field each, on small packages."""
    def case(name, *arguments, env=None, **more):
        return {"name": name, "args": list(arguments), "env": env or {}, **more}
    seed = {"__CARGO_DEFAULT_LIB_METADATA": "seed"}
    return [
        case("dev", "build", "--workspace"),
        case("dev, incremental", "build", "--workspace", env={"CARGO_INCREMENTAL": "1"}),
        case("release for a target", "build", "--workspace", "--release", "--target", LINUX),
        case("seeded", "build", "--workspace", "--release", env=seed),
        case("features", "build", "-p", "app", "--features", "two", "--target", LINUX),
        case("windows", "build", "--workspace", "--release", "--target", "x86_64-pc-windows-msvc"),
        case("emscripten", "build", "-p", "tool", "--release", "--target", "wasm32-unknown-emscripten"),
        case("thin LTO", "build", "--workspace", "--release", "--target", LINUX,
             env={"CARGO_PROFILE_RELEASE_LTO": "thin"}),
        case("LTO off", "build", "--workspace", "--release", env={"CARGO_PROFILE_RELEASE_LTO": "off"}),
        case("tests", "test", "--workspace", "--no-run", "--tests", "--target", LINUX),
        case("benches", "bench", "--workspace", "--no-run"),
        case("check", "check", "--workspace", "--target", LINUX),
        case("examples", "build", "-p", "app", "--examples"),
        case("extra arguments", "rustc", "-p", "plain", "--target", LINUX, "--", "-Cdebuginfo=1",
             extra_args={"plain": ["-Cdebuginfo=1"]}),
        case("rustflags", "build", "-p", "user", "--target", LINUX, env={"RUSTFLAGS": "-Copt-level=1 -g"}),
        case("target specification", "build", "-p", "plain", "--target", "{scratch}/custom.json",
             specification_of="x86_64-unknown-none"),
        case("build-std", "build", "-p", "tool", "--target", LINUX, "-Zbuild-std"),
        case("rustflags for the host", "build", "-p", "user", env={"RUSTFLAGS": "-Copt-level=1 -g"}),
    ]
