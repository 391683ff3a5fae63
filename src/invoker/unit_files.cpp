// SPDX-License-Identifier: MIT
#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/invoker/unit_store.hpp"

namespace buildstd::invoker {

namespace {

bool stays_below(const std::filesystem::path& path) {
  return path.is_relative() && std::ranges::none_of(path, [](const auto& part) { return part == ".."; });
}

Result<FileContent> content_of(std::string name, const std::filesystem::path& place) {
  const auto state = fs::file_state(place).value_or(fs::FileState()).of_own_file();
  BUILDSTD_TRY(auto fingerprint, fingerprint_of_file(place));
  return FileContent{std::move(name), state.size, std::move(fingerprint), state, fs::is_executable(place)};
}

}  // namespace

std::optional<std::filesystem::path> place_of(const std::string& name, const UnitFiles& files) {
  if (!files.folder.empty() && name.starts_with(folder_prefix)) {
    const std::filesystem::path below(name.substr(folder_prefix.size()));
    return stays_below(below) ? std::optional(files.folder / below) : std::nullopt;
  }
  const auto found = std::ranges::find(files.files, name, &UnitFiles::File::name);
  return found == files.files.end() ? std::nullopt : std::optional(found->place);
}

Result<std::vector<FileContent>> contents_of(const UnitFiles& files) {
  std::vector<FileContent> contents;
  for (const auto& [name, place] : files.files) {
    if (!fs::is_file(place)) continue;
    BUILDSTD_TRY(auto content, content_of(name, place));
    contents.push_back(std::move(content));
  }
  if (!fs::is_directory(files.folder)) return contents;
  BUILDSTD_TRY(const auto inside, fs::list_recursively(files.folder));
  for (const auto& path : inside) {
    BUILDSTD_TRY(auto content, content_of(std::string(folder_prefix) + path.generic_string(), files.folder / path));
    contents.push_back(std::move(content));
  }
  return contents;
}

}  // namespace buildstd::invoker
