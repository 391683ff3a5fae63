// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/description.hpp"

namespace buildstd::cli {

namespace {

struct Shell {
  const char* name;
  std::string (*script)(const CommandDescription&);
};
constexpr Shell shells[] = {{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};

}  // namespace

void register_completions(const Registration& registration) {
  auto* command = registration.app.add_subcommand("completions", "Print a script that completes commands for a shell");
  std::vector<std::string> names;
  for (const auto& shell : shells) names.emplace_back(shell.name);
  const auto wanted = std::make_shared<std::string>();
  command->add_option("SHELL", *wanted, "bash, zsh or fish")->required()->check(CLI::IsMember(names));
  command->callback([&app = registration.app, &run = registration.run, &needs = registration.needs, wanted] {
    needs = Needs::nothing;
    run = [&app, wanted](Context&) -> Result<int> {
      for (const auto& shell : shells) {
        if (*wanted == shell.name) Console::data(shell.script(describe(app)));
      }
      return 0;
    };
  });
}

void register_man(const Registration& registration) {
  auto* command = registration.app.add_subcommand("man", "Print the manual page, for man(1)");
  const auto format = std::make_shared<std::string>("man");
  command->add_option("--format", *format, "man, or markdown for a page of documentation")
      ->check(CLI::IsMember({"man", "markdown"}))
      ->type_name("FORMAT");
  command->callback([&app = registration.app, &run = registration.run, &needs = registration.needs, format] {
    needs = Needs::nothing;
    run = [&app, format](Context&) -> Result<int> {
      Console::data(*format == "markdown" ? markdown_page(describe(app)) : man_page(describe(app), BUILDSTD_VERSION));
      return 0;
    };
  });
}

}  // namespace buildstd::cli
