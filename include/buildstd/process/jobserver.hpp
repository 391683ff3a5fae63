// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::process {

/// A GNU make jobserver that buildstd serves to the compilers it starts, so that their codegen threads and
/// the number of processes together stay within `-jN`. Tokens live in a named pipe (make 4.4's `fifo:`
/// style), which each process opens for itself: nothing is inherited, and reading never blocks us.
class Jobserver {
 public:
  /// @param directory where the pipe may be made; its path must hold no white space, as MAKEFLAGS is split
  /// @param jobs the total that the pipe's readers are told
  /// @param tokens how many it starts with: one less than `jobs`, whose reader is at work already, or fewer; at most
  ///        what a pipe holds (Linux: 65536)
  /// @return nothing where the system or the path does not allow one; then rustc falls back to its own
  static std::optional<Jobserver> create(const std::filesystem::path& directory, unsigned jobs, unsigned tokens);
  Jobserver(Jobserver&& other) noexcept;
  Jobserver& operator=(Jobserver&& other) noexcept;
  ~Jobserver();

  /// The value of `CARGO_MAKEFLAGS` (the `jobserver` crate reads it before `MAKEFLAGS`).
  [[nodiscard]] std::string makeflags() const;
  /// Takes a token if there is one now.
  bool try_acquire();
  void release();
  /// Becomes readable when there is a token.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  Jobserver(std::filesystem::path path, int descriptor, unsigned jobs)
      : path_(std::move(path)), descriptor_(descriptor), jobs_(jobs) {}

  void fill(unsigned tokens);

  std::filesystem::path path_;
  int descriptor_ = -1;
  unsigned jobs_ = 1;
};

/// What a make's variables say of its jobserver, as the `jobserver` crate reads them (lib.rs, `from_env_ext`):
/// the first variable that is set, in it the last `--jobserver-auth=`, else the last `--jobserver-fds=`.
struct JobserverAddress {
  std::string variable;  ///< its name
  std::string value;     ///< all of it
  std::string style;     ///< `R,W` or `fifo:PATH`
};
std::optional<JobserverAddress> find_jobserver(const Environment& environment);

/// Whether a pipe that was inherited is opened once more, for flags that nobody shares. Linux can.
enum class Reopen { where_possible, no };

/// The jobserver of whoever started buildstd: GNU make, or Cargo. Its tokens are one byte each, and the byte
/// that was read is the byte that is given back.
class ParentJobserver {
 public:
  /// Has to be called before the process opens files of its own: a make that does not hand its pipe on names
  /// the descriptors all the same, and they would be others'.
  /// @return null where there is none; an error where one is named that cannot be reached
  static Result<std::shared_ptr<ParentJobserver>> open(const Environment& environment,
                                                       Reopen reopen = Reopen::where_possible);
  ParentJobserver(const ParentJobserver&) = delete;
  ParentJobserver& operator=(const ParentJobserver&) = delete;
  /// Gives everything back.
  ~ParentJobserver();

  /// Gives the token away that this process was started with, while it only waits.
  void give_own();
  /// Takes one for it again, if there is one now.
  bool try_take_own();
  /// Waits until there is a token, or so long; others may take it at once.
  void await_token(std::chrono::milliseconds longest) const;
  /// How many tokens there are now.
  [[nodiscard]] std::size_t available() const;
  /// Takes a token if there is one now.
  bool try_acquire();
  /// Gives back the token taken last; without one, does nothing.
  void release();
  void release_all();
  [[nodiscard]] std::size_t held() const { return tokens_.size(); }
  /// Becomes readable when there is a token; nothing where it may not be watched, as watching would change it
  /// for all that share it.
  [[nodiscard]] std::optional<int> descriptor() const;

 private:
  /// Whether the open file is this process's alone, so that its flags are.
  enum class Shared { no, yes };
  ParentJobserver(int read, int write, Shared shared) : read_(read), write_(write), shared_(shared) {}
  static Result<std::shared_ptr<ParentJobserver>> open_pipe(std::string_view style, Reopen reopen);
  static Result<std::shared_ptr<ParentJobserver>> open_fifo(const std::string& path);
  /// 1: there was one; 0 or less: there is none now.
  std::int64_t read_token(char& token) const;

  int read_;
  int write_;
  Shared shared_;
  std::vector<char> tokens_;
};

}  // namespace buildstd::process
