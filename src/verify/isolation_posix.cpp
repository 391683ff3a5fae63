// SPDX-License-Identifier: MIT
#include "verify/isolation.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <llvm/Support/ErrorHandling.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>
#include <string_view>

#include "verify/wire.hpp"

namespace buildstd::verify {

namespace {

// The first byte of what a child sends.
constexpr char has_value = 'v';
constexpr char has_error = 'e';
constexpr char out_of_memory = 'm';
constexpr char llvm_failed = 'l';  // LLVM's message follows

// ---- in the child ---------------------------------------------------------------------------------------------------

int to_parent = -1;  // of the child: LLVM's and the allocator's handlers have no other way to it

void send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(to_parent, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The parent's buffers, destructors and handlers at exit are the parent's.
[[noreturn]] void leave() { ::_exit(0); }

[[noreturn]] void on_no_memory() {
  send(std::string_view(&out_of_memory, 1));
  leave();
}
[[noreturn]] void on_llvm_bad_alloc(void*, const char*, bool) { on_no_memory(); }

// LLVM ends the process over some damage in files.
[[noreturn]] void on_llvm_failure(void*, const char* reason, bool) {
  send(std::string_view(&llvm_failed, 1));
  send(reason);
  leave();
}

void limit(int resource, std::uint64_t most) {
  rlimit now{};
  if (getrlimit(static_cast<decltype(RLIMIT_AS)>(resource), &now) != 0) return;
  now.rlim_cur = std::min<rlim_t>(now.rlim_max, static_cast<rlim_t>(most));
  (void)setrlimit(static_cast<decltype(RLIMIT_AS)>(resource), &now);
}

// Sanitizers reserve terabytes of addresses, and say what they have found on standard error.
constexpr bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__)
  return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  return true;
#endif
#endif
  return false;
}

void be_a_child(const Limits& limits) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGXCPU}) {
    (void)std::signal(signal, SIG_DFL);
  }
  limit(RLIMIT_CPU, limits.seconds);
  limit(RLIMIT_CORE, 0);
  if (!is_sanitized()) {
    limit(RLIMIT_AS, limits.memory);
    // "malloc(): corrupted top size" and the like belong to no report.
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) (void)::dup2(nowhere, STDERR_FILENO);
  }
  std::set_new_handler(on_no_memory);
  llvm::remove_fatal_error_handler();
  llvm::install_fatal_error_handler(on_llvm_failure);
  llvm::remove_bad_alloc_error_handler();
  llvm::install_bad_alloc_error_handler(on_llvm_bad_alloc);
}

[[noreturn]] void run_child(const Task& task, const Limits& limits, int pipe) {
  to_parent = pipe;
  be_a_child(limits);
  const auto result = task.run();
  send(std::string_view(result ? &has_value : &has_error, 1));
  send(result ? *result : error_to_wire(result.error()));
  leave();
}

// ---- in the parent --------------------------------------------------------------------------------------------------

struct Child {
  pid_t process = -1;
  int pipe = -1;
  std::size_t task = 0;
  std::string received;
  bool killed = false;  // as it has sent too much
};

std::string signal_name(int signal) {
  switch (signal) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGABRT: return "SIGABRT";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    default: return fmt::format("signal {}", signal);
  }
}

Error crashed(const std::string& how) {
  return Error(fmt::format("what reads it has crashed ({})", how))
      .help("the file is damaged, or of a form that LLVM's reader does not withstand: install its package again");
}

class Pool {
 public:
  Pool(const std::vector<Task>& tasks, const Limits& limits) : tasks_(tasks), limits_(limits) {
    results_.resize(tasks.size(), std::string());
  }

  std::vector<Result<std::string>> run() {
    const auto at_a_time = static_cast<std::size_t>(std::clamp(::sysconf(_SC_NPROCESSORS_ONLN), 1L, 16L));
    std::size_t next = 0;
    while (next < tasks_.size() || !children_.empty()) {
      while (next < tasks_.size() && children_.size() < at_a_time) start(next++);
      if (!children_.empty()) receive();
    }
    return std::move(results_);
  }

 private:
  void fail_task(std::size_t task, Error error) {
    results_[task] = fail(std::move(error).context(fmt::format("could not read {}", tasks_[task].subject)));
  }

  void start(std::size_t task) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return fail_task(task, Error(std::strerror(errno)));
    (void)::fcntl(pipe[0], F_SETFD, FD_CLOEXEC);
    (void)::fcntl(pipe[1], F_SETFD, FD_CLOEXEC);
    const auto process = ::fork();
    if (process == 0) {
      (void)::close(pipe[0]);
      run_child(tasks_[task], limits_, pipe[1]);
    }
    const int problem = errno;
    (void)::close(pipe[1]);
    if (process < 0) {
      (void)::close(pipe[0]);
      return fail_task(task, Error(fmt::format("could not start a process: {}", std::strerror(problem))));
    }
    children_.push_back({process, pipe[0], task, {}, false});
  }

  // Waits until something has come, or somebody has ended.
  void receive() {
    std::vector<pollfd> waiting;
    for (const auto& child : children_) waiting.push_back({child.pipe, POLLIN, 0});
    if (::poll(waiting.data(), static_cast<nfds_t>(waiting.size()), -1) < 0) return;
    for (std::size_t i = waiting.size(); i-- > 0;) {
      if (waiting[i].revents == 0 || !read_some(children_[i])) continue;
      finish(children_[i]);
      children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // True at the end.
  bool read_some(Child& child) const {
    std::array<char, 1 << 16> buffer;
    const auto count = ::read(child.pipe, buffer.data(), buffer.size());
    if (count < 0) return errno != EINTR && errno != EAGAIN;
    if (!child.killed) child.received.append(buffer.data(), static_cast<std::size_t>(count));
    if (child.received.size() > limits_.result) {
      child.killed = true;
      child.received.clear();
      (void)::kill(child.process, SIGKILL);
    }
    return count == 0;
  }

  void finish(Child& child) {
    (void)::close(child.pipe);
    int status = 0;
    while (::waitpid(child.process, &status, 0) < 0 && errno == EINTR) continue;
    auto problem = problem_of(child, status);
    if (problem) return fail_task(child.task, *std::move(problem));
    const auto content = std::string_view(child.received).substr(1);
    if (child.received.front() == has_value)
      results_[child.task] = std::string(content);
    else
      results_[child.task] = fail(error_from_wire(content));
  }

  [[nodiscard]] std::optional<Error> problem_of(const Child& child, int status) const {
    if (child.killed) return Error("what reads it tells more than any std would have it tell");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
      return Error(fmt::format("reading it takes more than {} seconds", limits_.seconds));
    if (WIFSIGNALED(status)) return crashed(signal_name(WTERMSIG(status)));
    if (child.received.empty()) return crashed(fmt::format("status {}", WEXITSTATUS(status)));
    switch (child.received.front()) {
      case has_value:
      case has_error: return std::nullopt;
      case out_of_memory:
        return Error(fmt::format("reading it takes more than {} MiB of memory", limits_.memory >> 20));
      default: return Error(child.received.substr(1));
    }
  }

  const std::vector<Task>& tasks_;
  const Limits& limits_;
  std::vector<Child> children_;
  std::vector<Result<std::string>> results_;
};

}  // namespace

std::vector<Result<std::string>> run_isolated(const std::vector<Task>& tasks, const Limits& limits) {
  return Pool(tasks, limits).run();
}

}  // namespace buildstd::verify
