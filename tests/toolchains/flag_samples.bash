# SPDX-License-Identifier: MIT
# Sourced by measure_flags: a value for each option that needs one, or that says more with another than `=yes`.
# `-`: the option takes no value. A word that starts with `%` is set by measure_flags, which makes the file.

declare -A codegen_sample=(
  [help]=- [no-stack-check]=- [ar]=ar [code-model]=large [codegen-units]=7 [collapse-macro-debuginfo]=yes [debuginfo]=1 [dlltool]=/bin/false
  [dwarf-version]=4 [extra-filename]=-other [force-frame-pointers]=no [incremental]=%directory [inline-threshold]=10
  [link-arg]=-Wl,--no-such-option [link-args]='-Wl,--no-such-option -lnowhere' [link-self-contained]=no
  [linker]=/bin/false [linker-features]=-lld [linker-flavor]=ld [llvm-args]=-inline-threshold=1 [lto]=thin
  [metadata]=other [no-prepopulate-passes]=- [no-vectorize-loops]=- [no-vectorize-slp]=- [opt-level]=1
  [panic]=abort [passes]=instcombine [profile-generate]=%directory [profile-sample-use]=%sample_profile
  [profile-use]=%profile [relocation-model]=static [relro-level]=off [remark]=all [split-debuginfo]=unpacked [strip]=symbols
  [symbol-mangling-version]=hashed [target-cpu]=x86-64-v3 [target-feature]=+avx2 [unsafe-allow-abi-mismatch]=regparm
)

declare -A unstable_sample=(
  [help]=- [query-dep-graph]=yes [allow-features]=no_core,lang_items,staged_api [allow-partial-mitigations]=stack-protector [annotate-moves]=yes
  [assert-incr-state]=not-loaded [autodiff]=PrintPasses [branch-protection]=bti [cf-protection]=full
  [checksum-hash-algorithm]=sha256 [codegen-backend]=%backend [coverage-options]=branch
  [crate-attr]='allow(unused_variables)' [cross-crate-inline-threshold]=10 [debuginfo-compression]=zlib
  [default-visibility]=protected [deny-partial-mitigations]=stack-protector [disable-fast-paths]=yes
  [dump-mir]=measured [dump-mir-dir]=%directory [dump-mono-stats]=%directory [dump-mono-stats-format]=json
  [dwarf-version]=4 [flatten-format-args]=no [fmt-debug]=none [function-return]=thunk-extern [function-sections]=no
  [graphviz-font]=monospace [has-thread-local]=no [inline-llvm]=no [inline-mir]=no [inline-mir-forwarder-threshold]=1
  [inline-mir-hint-threshold]=1 [inline-mir-preserve-debug]=yes [inline-mir-threshold]=1 [instrument-xray]=always
  [box-noalias]=no [deduplicate-diagnostics]=no [embed-metadata]=yes [emit-thin-lto]=no
  [ignore-directory-in-diagnostics-source-blocks]=/ [large-data-threshold]=1 [layout-seed]=7 [link-directives]=no
  [link-native-libraries]=no [linker-features]=-lld [llvm-module-flag]=wchar_size:u32:2:override [llvm-plugins]=%plugin
  [location-detail]=none [ls]=root [merge-functions]=disabled [metrics-dir]=%directory [min-function-alignment]=64
  [min-recursion-limit]=512 [mir-enable-passes]=-GVN [mir-include-spans]=on [mir-opt-bisect-limit]=1 [mir-opt-level]=0
  [mir-strip-debuginfo]=all-locals [move-size-limit]=100 [next-solver]=globally [nll-facts-dir]=%directory
  [no-analysis]=- [no-codegen]=- [no-generate-arange-section]=- [no-jump-tables]=- [no-leak-check]=-
  [no-link]=- [no-parallel-backend]=- [no-profiler-runtime]=- [no-trait-vptr]=- [offload]=Device
  [on-broken-pipe]=kill [oom]=panic [panic-in-drop]=abort [patchable-function-entry]=16 [plt]=yes [polonius]=next
  [pre-link-arg]=-Wl,--no-such-option [pre-link-args]=-Wl,--no-such-option [precise-enum-drop-elaboration]=no
  [print-codegen-stats-json]=%directory/stats.json [proc-macro-execution-strategy]=cross-thread [profile-closures]=-
  [profile-sample-use]=%sample_profile [profiler-runtime]=other [regparm]=3
  [relax-elf-relocations]=no [relro-level]=off [remap-cwd-prefix]=/elsewhere [remap-path-scope]=macro
  [remark-dir]=%directory [sanitizer]=address [sanitizer-dataflow-abilist]=%file [sanitizer-memory-track-origins]=2
  [sanitizer-recover]=address [saturating-float-casts]=no [self-profile]=%directory [self-profile-counter]=wall-time
  [self-profile-events]=default [simulate-remapped-rust-src-base]=/elsewhere [small-data-threshold]=1
  [split-dwarf-inlining]=yes [split-dwarf-kind]=single [split-dwarf-out-dir]=%directory [src-hash-algorithm]=sha1
  [stack-protector]=all [temps-dir]=%directory [terminal-urls]=yes [thinlto]=no [threads]=2 [time-passes-format]=json
  [tls-model]=local-exec [translate-additional-ftl]=%file [translate-lang]=en-US [translate-remapped-path-to-local-path]=no
  [trap-unreachable]=no [treat-err-as-bug]=5 [trim-diagnostic-paths]=no [tune-cpu]=skylake [uninit-const-chunk-threshold]=1
  [unpretty]=expanded [unstable-options]=- [wasi-exec-model]=reactor [wasm-c-abi]=spec [write-long-types-to-disk]=no
)

# The other flags, each with what follows it.
plain_samples=(
  "--cfg measured" "--check-cfg cfg(measured)" "-L native=/usr/lib" "-L /usr/lib" "-L crate=%directory" "-l measured"
  "-l dylib=measured" "-l static=%library" "-l static:-bundle=%library" "--extern other=%extern" "--remap-path-prefix /=/elsewhere/"
  "--remap-path-scope macro" "-A unused" "-W missing_docs" "-D non_ascii_idents" "-F non_ascii_idents" "--force-warn missing_docs"
  "--cap-lints warn" "--color always" "--diagnostic-width 40" "--json future-incompat" "-v" "--emit asm" "--emit obj"
  "--print native-static-libs" "--print link-args" "--print cfg" "-g" "-O" "--test" "--env-set MEASURED=1"
  "--error-format short"
)
