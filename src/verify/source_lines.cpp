// SPDX-License-Identifier: MIT
#include "verify/source_lines.hpp"

#include <llvm/DebugInfo/DWARF/DWARFContext.h>

#include <algorithm>
#include <optional>

#include "verify/dwarf.hpp"

namespace buildstd::verify {

namespace {

constexpr std::size_t no_package = static_cast<std::size_t>(-1);

// Names of files of one line table, each looked up once.
class FilePackages {
 public:
  FilePackages(const llvm::DWARFDebugLine::LineTable& table, std::string directory, std::vector<std::string>& names)
      : table_(table), directory_(std::move(directory)), names_(names) {}

  std::size_t of(std::uint64_t file) {
    const auto [known, is_new] = known_.emplace(file, no_package);
    if (is_new) known->second = look_up(file);
    return known->second;
  }

 private:
  std::size_t look_up(std::uint64_t file) {
    std::string path;
    constexpr auto whole = llvm::DILineInfoSpecifier::FileLineInfoKind::AbsoluteFilePath;
    if (!table_.getFileNameByIndex(file, directory_, whole, path)) return no_package;
    CrateVersions versions;
    collect_crate_versions(path, versions);
    if (versions.empty()) return no_package;
    const auto& name = versions.begin()->first;
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) names_.push_back(name);
    return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
  }

  const llvm::DWARFDebugLine::LineTable& table_;
  std::string directory_;
  std::vector<std::string>& names_;
  std::map<std::uint64_t, std::size_t> known_;
};

}  // namespace

SourceLines::SourceLines(const Object& object) {
  std::map<std::uint64_t, std::size_t> sections;
  for (std::size_t i = 0; i < object.sections.size(); ++i) sections.emplace(object.sections[i].ref.getIndex(), i);
  const auto ignore = [](llvm::Error problem) { llvm::consumeError(std::move(problem)); };
  const auto context = llvm::DWARFContext::create(*object.file, llvm::DWARFContext::ProcessDebugRelocations::Process,
                                                  nullptr, "", ignore, ignore);
  for (const auto& unit : context->compile_units()) {
    const auto* table = context->getLineTableForUnit(unit.get());
    if (table == nullptr) continue;
    const auto* directory = unit->getCompilationDir();
    FilePackages files(*table, directory == nullptr ? "" : directory, names_);
    for (const auto& row : table->Rows) {
      const auto section = sections.find(row.Address.SectionIndex);
      if (section == sections.end()) continue;
      rows_[section->second].push_back({row.Address.Address, row.EndSequence ? no_package : files.of(row.File)});
    }
  }
  for (auto& [section, rows] : rows_) std::ranges::stable_sort(rows, {}, &Row::offset);
}

std::set<std::string> SourceLines::packages(std::size_t section, std::uint64_t begin, std::uint64_t end) const {
  std::set<std::string> found;
  const auto rows = rows_.find(section);
  if (rows == rows_.end()) return found;
  const auto add = [&](const Row& row) {
    if (row.package != no_package) found.insert(names_[row.package]);
  };
  auto row = std::ranges::lower_bound(rows->second, begin, {}, &Row::offset);
  if (row != rows->second.begin() && (row == rows->second.end() || row->offset > begin)) add(*std::prev(row));
  for (; row != rows->second.end() && row->offset < end; ++row) add(*row);
  return found;
}

}  // namespace buildstd::verify
