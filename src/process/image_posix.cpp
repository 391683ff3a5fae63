// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cerrno>

#include "buildstd/base/text.hpp"
#include "process/image.hpp"
#include "process/signals.hpp"

namespace buildstd::process {

namespace {

std::vector<std::string> places_of(const std::string& program, const Environment& environment) {
  if (program.find('/') != std::string::npos) return {program};
  std::vector<std::string> places;
  for (const auto& folder : text::split(environment.get("PATH").value_or("/usr/bin:/bin"), ':'))
    places.push_back(folder.empty() ? program : folder + "/" + program);
  return places;
}

constexpr std::size_t shell_words = 1;

}  // namespace

ProcessImage::ProcessImage(const Command& command, const Environment& environment)
    : programs_(places_of(command.program.string(), environment)), directory_(command.cwd.string()) {
  words_.emplace_back("sh");
  words_.push_back(command.program.string());
  words_.insert(words_.end(), command.arguments.begin(), command.arguments.end());
  for (const auto& [name, value] : environment.all()) variables_.push_back(name + "=" + value);
  for (auto& word : words_) arguments_.push_back(word.data());
  for (auto& variable : variables_) environment_.push_back(variable.data());
  arguments_.push_back(nullptr);
  environment_.push_back(nullptr);
}

// As execvp(3) does: what has no format that the system knows is a shell's script.
void ProcessImage::execute(const std::string& program) {
  ::execve(program.c_str(), arguments_.data() + shell_words, environment_.data());
  if (errno != ENOEXEC) return;
  arguments_[shell_words] = const_cast<char*>(program.c_str());
  ::execve("/bin/sh", arguments_.data(), environment_.data());
}

void ProcessImage::execute() {
  if (!directory_.empty() && ::chdir(directory_.c_str()) != 0) return;
  reset_signals();
  bool denied = false;
  for (const auto& program : programs_) {
    execute(program);
    if (errno == EACCES && programs_.size() > 1) {
      denied = true;
    } else if (errno != ENOENT && errno != ENOTDIR) {
      return;
    }
  }
  if (denied) errno = EACCES;
}

}  // namespace buildstd::process
