// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "buildstd/base/kept_file.hpp"

namespace buildstd::toolchain {

/// The compiler's answers, kept in a JSON file. A file that cannot be read, or does not fit, is as good as
/// none: the compiler is asked again.
class ProbeCache {
 public:
  /// What the answers belong to: how the compiler was chosen, and what its files were.
  struct Compiler {
    std::string selection;
    std::filesystem::path rustc;
    std::filesystem::path sysroot;
    std::filesystem::path driver;  ///< librustc_driver; empty where it was not found
    std::string states;            ///< of both files and the libraries that the compiler loads
  };

  void load(const fs::KeptFile& file);
  void save(const fs::KeptFile& file) const;

  [[nodiscard]] const std::optional<Compiler>& compiler() const { return compiler_; }
  /// Names the compiler the answers are from; forgets those of another.
  void set_compiler(Compiler compiler);

  [[nodiscard]] const std::string* find(const std::string& question) const;
  /// Where there are very many, they are forgotten first.
  void add(std::string question, std::string answer);
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  std::optional<Compiler> compiler_;
  std::map<std::string, std::string> answers_;
  bool changed_ = false;
};

}  // namespace buildstd::toolchain
