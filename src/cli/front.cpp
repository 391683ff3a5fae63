// SPDX-License-Identifier: MIT
#include "cli/front.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "buildstd/base/text.hpp"
#include "buildstd/front/front.hpp"
#include "buildstd/front/rustc_call.hpp"
#include "buildstd/ops/compiler_choice.hpp"
#include "buildstd/process/background.hpp"
#include "buildstd/process/event_loop.hpp"
#include "cli/build_view.hpp"
#include "cli/console.hpp"
#include "cli/option_table.hpp"
#include "cli/terminal.hpp"

namespace buildstd::cli {

namespace {

constexpr int rustc_failure_status = 1;

// A diagnostic as rustc writes it (rustc_errors: json.rs), for Cargo and editors.
std::string as_diagnostic(const Error& error) {
  nlohmann::json children = nlohmann::json::array();
  const auto add = [&](std::string_view level, const std::string& message) {
    children.push_back({{"message", message},
                        {"code", nullptr},
                        {"level", level},
                        {"spans", nlohmann::json::array()},
                        {"children", nlohmann::json::array()},
                        {"rendered", nullptr}});
  };
  for (const auto& cause : error.causes()) add("note", cause);
  for (const auto& note : error.notes()) add("note", note);
  for (const auto& help : error.helps()) add("help", help);
  const nlohmann::json diagnostic = {{"$message_type", "diagnostic"},
                                     {"message", error.message()},
                                     {"code", nullptr},
                                     {"level", "error"},
                                     {"spans", nlohmann::json::array()},
                                     {"children", std::move(children)},
                                     {"rendered", render(error, Color::never) + "\n"}};
  return diagnostic.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

int report(Console& console, const Error& error, bool as_json) {
  if (as_json) {
    console.tool_text(as_diagnostic(error));
  } else {
    console.error(error);
  }
  return rustc_failure_status;
}

/// Shows a build among what Cargo shows.
class FrontView final : public front::View {
 public:
  FrontView(Console& console, const Environment& environment)
      : console_(console), environment_(environment), build_(console, MessageFormat::human) {}

  void in_background(const process::OtherProcess& cargo, const ops::TerminalSettings& settings) override {
    build_.at_ticks([&cargo] { process::stop_without(cargo); });
    auto shown = console_settings(settings, environment_);
    shown.progress = false;  // Cargo's own is there
    shown.beside_progress = stderr_is_terminal();
    console_.configure(shown);
  }
  ops::BuildView& build() override { return build_; }
  Diagnostics& diagnostics() override { return console_; }

 private:
  Console& console_;
  const Environment& environment_;
  ConsoleBuildView build_;
};

// What `exec` and `env` have asked for.
Result<std::optional<ops::Selection>> selection_of(const Environment& environment) {
  const auto encoded = environment.get_nonempty(ops::selection_variable);
  if (!encoded) return std::nullopt;
  BUILDSTD_TRY(auto selection, decode_selection(*encoded));
  return selection;
}

}  // namespace

std::optional<std::string> front_tool(const std::string& program, std::vector<std::string>& arguments) {
  if (ops::is_front(program)) return program;
  if (arguments.size() < 2 || arguments[0] != "front") return std::nullopt;
  auto tool = arguments[1];
  arguments.erase(arguments.begin(), arguments.begin() + 2);
  return tool;
}

int run_front(const std::string& tool, std::vector<std::string> arguments, ops::ProcessContext process_context) {
  Console console(console_settings({}, process_context.environment));
  const bool as_json = front::read_rustc_call(front::RustTool::rustc, arguments).as_json;
  const auto selection = selection_of(process_context.environment);
  if (!selection) return report(console, selection.error(), as_json);
  const auto call = front::read_front_call(tool, std::move(arguments), process_context);
  FrontView view(console, process_context.environment);
  const auto answer = front::answer(call, *selection, process_context, view);
  if (!answer) return report(console, answer.error(), as_json);
  if (!answer->becomes) {
    console.tool_text(answer->error_text);
    Console::data(answer->text);
    const auto written = Console::finish_data();
    return written ? 0 : report(console, written.error(), as_json);
  }
  const auto status = process::replace_process(*answer->becomes, process_context.environment);
  return status ? *status : report(console, status.error(), as_json);
}

}  // namespace buildstd::cli
