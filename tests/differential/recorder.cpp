// SPDX-License-Identifier: MIT
// Stands in for rustc and for wrappers: notes how it was called, then hands over. A wrapper (its name begins
// with "wrap") runs what it was given; a compiler runs the real one for questions and refuses to compile,
// which is all that the comparison needs.
//
// RECORD: the file to append to, one line a call, arguments between record separators. REAL_RUSTC: a compiler.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

void record(char** argv) {
  const char* const file = std::getenv("RECORD");
  if (file == nullptr) return;
  std::string line;
  for (auto** argument = argv; *argument != nullptr; ++argument) line += std::string(*argument) + '\x1e';
  line += '\n';
  const int handle = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (handle < 0 || ::write(handle, line.data(), line.size()) < 0) std::abort();
}

bool is_question(char** argv) {
  for (auto** argument = argv + 1; *argument != nullptr; ++argument) {
    const std::string_view text = *argument;
    if (text == "-vV" || text.starts_with("--print")) return true;
  }
  return false;
}

}  // namespace

int main(int, char** argv) {
  record(argv);
  if (std::filesystem::path(argv[0]).filename().string().starts_with("wrap")) {
    ::execvp(argv[1], argv + 1);
    return 126;
  }
  if (!is_question(argv)) return 1;
  ::execv(std::getenv("REAL_RUSTC"), argv);
  return 126;
}
