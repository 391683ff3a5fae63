// SPDX-License-Identifier: MIT
#include "buildstd/front/rustc_call.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "buildstd/base/file_state.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::front {

namespace {

using Strings = std::vector<std::string>;

constexpr std::uint64_t longest_argument_file = 16U << 20;

// Options whose value is the next word, where it is not in the same one (rustc --help -v; rustdoc --help).
constexpr std::array<std::string_view, 44> options_with_value = {"--cfg",
                                                                 "--check-cfg",
                                                                 "-L",
                                                                 "-l",
                                                                 "--crate-type",
                                                                 "--crate-name",
                                                                 "--edition",
                                                                 "--emit",
                                                                 "--print",
                                                                 "-o",
                                                                 "--out-dir",
                                                                 "--explain",
                                                                 "--target",
                                                                 "-A",
                                                                 "--allow",
                                                                 "-W",
                                                                 "--warn",
                                                                 "--force-warn",
                                                                 "-D",
                                                                 "--deny",
                                                                 "-F",
                                                                 "--forbid",
                                                                 "--cap-lints",
                                                                 "-C",
                                                                 "--codegen",
                                                                 "-Z",
                                                                 "--extern",
                                                                 "--sysroot",
                                                                 "--error-format",
                                                                 "--json",
                                                                 "--color",
                                                                 "--diagnostic-width",
                                                                 "--remap-path-prefix",
                                                                 "--remap-path-scope",
                                                                 "--env-set",
                                                                 "--extern-html-root-url",
                                                                 "--crate-version",
                                                                 "--test-args",
                                                                 "--test-run-directory",
                                                                 "--test-runtool",
                                                                 "--test-runtool-arg",
                                                                 "--test-builder",
                                                                 "--html-in-header",
                                                                 "--theme"};

bool takes_next(std::string_view option) {
  return std::ranges::find(options_with_value, option) != options_with_value.end();
}

// rustc_driver: args.rs. One argument a line.
void expand(const Strings& arguments, Strings& expanded) {
  for (const auto& argument : arguments) {
    const auto text = argument.starts_with('@') ? fs::read(argument.substr(1), longest_argument_file)
                                                : Result<std::string>(fail("no argument file"));
    if (!text) {
      expanded.push_back(argument);
      continue;
    }
    for (const auto line : text::lines(*text)) expanded.emplace_back(line);
  }
}

class CallReader {
 public:
  explicit CallReader(RustTool tool) : tool_(tool) {}

  RustcCall read(const Strings& arguments) {
    expand(arguments, call_.arguments);
    const auto& words = call_.arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string_view word = words[i];
      if (!word.starts_with('-') || word == "-") {
        has_input_ = true;
        reads_stdin_ = reads_stdin_ || word == "-";
        continue;
      }
      if (takes_next(word) && i + 1 < words.size()) {
        take(word, words[++i]);
      } else if (const auto equals = word.find('='); word.starts_with("--") && equals != std::string_view::npos) {
        take(word.substr(0, equals), word.substr(equals + 1));
      } else if (!word.starts_with("--") && word.size() > 2 && takes_next(word.substr(0, 2))) {
        take(word.substr(0, 2), word.substr(2));
      } else {
        take(word, {});
      }
    }
    return finish();
  }

 private:
  void take(std::string_view option, std::string_view value) {
    if (option == "--target") call_.target = value;
    if (option == "--sysroot") call_.has_sysroot = true;
    if (option == "--cap-lints") call_.caps_lints = true;
    if (option == "--crate-name") call_.crate_name = value;
    if (option == "--out-dir") call_.out_dir = value;
    if (option == "--error-format") call_.as_json = value == "json";
    if (option == "--test") is_test_ = true;
    if (option == "--print") prints_ = true;
    if (option == "-V" || option == "--version" || option == "-vV" || option == "-h" || option == "--help" ||
        option == "--explain")
      asks_ = true;
    if (option == "--extern") take_extern(value);
    if (option == "--emit") add_to(emits_, value);
    if (option == "--crate-type") add_to(crate_types_, value);
    if (option == "-C" || option == "--codegen") take_codegen(value);
  }

  void take_extern(std::string_view value) {
    constexpr std::string_view metadata = ".rmeta";
    has_library_ = has_library_ || value.ends_with(".rlib");
    if (!value.ends_with(metadata)) return;
    has_metadata_ = true;
    fs::Path beside(value.substr(value.find('=') + 1));
    has_code_beside_ = has_code_beside_ || fs::file_state(beside.replace_extension(".rlib")).has_value();
  }

  void take_codegen(std::string_view value) {
    constexpr std::string_view panic = "panic=";
    if (value.starts_with(panic)) call_.panic = parse_panic_strategy(value.substr(panic.size()));
  }

  static void add_to(Strings& list, std::string_view value) {
    for (auto& one : text::split(value, ',')) list.push_back(std::move(one));
  }

  static bool is_dep_info(const std::string& emit) { return emit.substr(0, emit.find('=')) == "dep-info"; }

  // A library that was made with code was compiled against a std with code: the metadata of one without is another.
  [[nodiscard]] bool needs_code() const {
    if (has_library_) return true;
    if (tool_ == RustTool::rustdoc) return is_test_;  // it compiles and runs the examples that it tests
    // sccache asks for a crate's sources before it compiles it (compiler/rust.rs, `get_source_files_and_env_deps`),
    // and does not say for what; whether its dependencies have code tells.
    const bool asks_for_sources = !emits_.empty() && std::ranges::all_of(emits_, &is_dep_info);
    if (asks_for_sources) return has_code_beside_ || !has_metadata_;
    return emits_.empty() || std::ranges::any_of(emits_, [](const auto& emit) {
             const auto kind = emit.substr(0, emit.find('='));
             return kind != "metadata" && kind != "dep-info";
           });
  }

  // What a source may say of its crate's type is not looked at.
  [[nodiscard]] bool makes_libraries() const {
    return tool_ == RustTool::rustc && !is_test_ && !crate_types_.empty() &&
           std::ranges::all_of(crate_types_, [](const auto& type) { return type == "lib" || type == "rlib"; });
  }

  RustcCall finish() {
    // What Cargo asks about a target has source on standard input, and prints (compiler/build_context/target_info.rs).
    const bool is_question = asks_ || !has_input_ || (prints_ && reads_stdin_);
    call_.kind = is_question ? RustcCall::Kind::question : RustcCall::Kind::compilation;
    call_.is_for_tests = is_test_;
    call_.needs_code = needs_code();
    call_.is_linked_later = makes_libraries();
    return std::move(call_);
  }

  RustTool tool_;
  RustcCall call_;
  Strings emits_;
  Strings crate_types_;
  bool has_input_ = false;
  bool has_library_ = false;
  bool has_metadata_ = false;     // a dependency's metadata is named
  bool has_code_beside_ = false;  // and its code is there, too
  bool reads_stdin_ = false;
  bool is_test_ = false;
  bool prints_ = false;
  bool asks_ = false;
};

}  // namespace

RustcCall read_rustc_call(RustTool tool, const Strings& arguments) { return CallReader(tool).read(arguments); }

}  // namespace buildstd::front
