// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "buildstd/base/text.hpp"
#include "buildstd/process/jobserver.hpp"

namespace buildstd::process {

namespace {

constexpr std::string_view value_of_variable = "from the jobserver environment variable value";

std::string reason(int number) { return std::generic_category().message(number); }

bool is_pipe(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISFIFO(status.st_mode);
}

Result<void> check_descriptor(int descriptor) {
  if (::fcntl(descriptor, F_GETFD) == -1)
    return fail(
        Error(fmt::format("cannot open file descriptor {} {}: {}", descriptor, value_of_variable, reason(errno))));
  if (!is_pipe(descriptor))
    return fail(Error(fmt::format("file descriptor {} {} is not a pipe", descriptor, value_of_variable)));
  return {};
}

// The same pipe through an open file of our own, whose flags nobody shares. Linux only: elsewhere what looks alike
// (/dev/fd) duplicates the descriptor.
int open_again(int descriptor, int mode) {
  return ::open(fmt::format("/proc/self/fd/{}", descriptor).c_str(), mode | O_NONBLOCK | O_CLOEXEC);
}

// Reads a byte from an open file that others share and that may block: somebody else may take the token between
// `poll` and `read`, so a timer's signal ends the wait; it repeats, as it might come before `read` begins.
ssize_t read_or_give_up(int descriptor, char* token) {
  pollfd readable{descriptor, POLLIN, 0};
  if (::poll(&readable, 1, 0) != 1 || (readable.revents & POLLIN) == 0) return 0;
  struct sigaction interrupt{};
  interrupt.sa_handler = [](int) {};  // without SA_RESTART
  struct sigaction before{};
  constexpr itimerval often{{0, 5000}, {0, 5000}};
  constexpr itimerval never{};
  ::sigaction(SIGALRM, &interrupt, &before);
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const auto count = ::read(descriptor, token, 1);
  ::setitimer(ITIMER_REAL, &never, nullptr);
  ::sigaction(SIGALRM, &before, nullptr);
  return count;
}

}  // namespace

std::optional<JobserverAddress> find_jobserver(const Environment& environment) {
  for (const auto* const variable : {"CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS"}) {
    const auto value = environment.get(variable);
    if (!value) continue;
    for (const std::string_view option : {"--jobserver-auth=", "--jobserver-fds="}) {
      const auto at = value->rfind(option);
      if (at == std::string::npos) continue;
      const auto style = value->substr(at + option.size());
      return JobserverAddress{variable, *value, style.substr(0, style.find(' '))};
    }
    return std::nullopt;
  }
  return std::nullopt;
}

Result<std::shared_ptr<ParentJobserver>> ParentJobserver::open(const Environment& environment, Reopen reopen) {
  const auto address = find_jobserver(environment);
  if (!address) return nullptr;
  constexpr std::string_view fifo = "fifo:";
  const bool is_fifo = address->style.starts_with(fifo);
  auto opened = is_fifo ? open_fifo(address->style.substr(fifo.size())) : open_pipe(address->style, reopen);
  if (opened) return opened;
  // Cargo's words (util/context/mod.rs, GLOBAL_JOBSERVER), with the `jobserver` crate's reasons.
  auto error = Error(fmt::format("failed to connect to jobserver from environment variable `{}=\"{}\"`: {}",
                                 address->variable, text::printable(address->value), opened.error().message()));
  if (!is_fifo) error = std::move(error).help("a line of a makefile that begins with `+` gets make's jobserver");
  return fail(std::move(error));
}

Result<std::shared_ptr<ParentJobserver>> ParentJobserver::open_fifo(const std::string& path) {
  // For reading and writing, so that opening does not wait for a peer. Darwin counts what can be read only where the
  // descriptor is for reading alone (fifo_vnops.c, `fifo_ioctl`).
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0)
    return fail(Error(fmt::format("cannot open path or name {} {}: {}", path, value_of_variable, reason(errno))));
  const int read = is_pipe(descriptor) ? ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
  if (read < 0) {
    ::close(descriptor);
    return fail(Error(fmt::format("path {} {} is not a pipe", path, value_of_variable)));
  }
  return std::shared_ptr<ParentJobserver>(new ParentJobserver(read, descriptor, Shared::no));
}

Result<std::shared_ptr<ParentJobserver>> ParentJobserver::open_pipe(std::string_view style, Reopen reopen) {
  const auto comma = style.find(',');
  const auto given_read = text::whole_number<int>(style.substr(0, comma));
  const auto given_write =
      comma == std::string_view::npos ? std::nullopt : text::whole_number<int>(style.substr(comma + 1));
  if (!given_read || !given_write)
    return fail(Error(
        fmt::format("cannot parse jobserver environment variable value: expected `fifo:PATH` or `R,W`, found `{}`",
                    text::printable(style))));
  if (*given_read < 0 || *given_write < 0) return nullptr;  // make 4.4: there is one, but not for this process
  BUILDSTD_CHECK(check_descriptor(*given_read));
  BUILDSTD_CHECK(check_descriptor(*given_write));
  const bool again = reopen == Reopen::where_possible;
  int read = again ? open_again(*given_read, O_RDONLY) : -1;
  int write = again ? open_again(*given_write, O_WRONLY) : -1;
  if (read >= 0 && write >= 0) return std::shared_ptr<ParentJobserver>(new ParentJobserver(read, write, Shared::no));
  if (read >= 0) ::close(read);
  if (write >= 0) ::close(write);
  read = ::fcntl(*given_read, F_DUPFD_CLOEXEC, 0);
  write = ::fcntl(*given_write, F_DUPFD_CLOEXEC, 0);
  return std::shared_ptr<ParentJobserver>(new ParentJobserver(read, write, Shared::yes));
}

ParentJobserver::~ParentJobserver() {
  release_all();
  ::close(read_);
  if (write_ != read_) ::close(write_);
}

// GNU make's sign for a token that nobody has read (posixos.c, `jobserver_setup`); the `jobserver` crate takes any.
void ParentJobserver::give_own() {
  constexpr char token = '+';
  while (::write(write_, &token, 1) < 0 && errno == EINTR) {
  }
}

std::int64_t ParentJobserver::read_token(char& token) const {
  return shared_ == Shared::no ? ::read(read_, &token, 1) : read_or_give_up(read_, &token);
}

bool ParentJobserver::try_take_own() {
  char token = 0;
  return read_token(token) == 1;
}

void ParentJobserver::await_token(std::chrono::milliseconds longest) const {
  pollfd readable{read_, POLLIN, 0};
  [[maybe_unused]] const auto count = ::poll(&readable, 1, static_cast<int>(longest.count()));
}

std::size_t ParentJobserver::available() const {
  int bytes = 0;
  return ::ioctl(read_, FIONREAD, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

bool ParentJobserver::try_acquire() {
  char token = 0;
  if (read_token(token) != 1) return false;
  tokens_.push_back(token);
  return true;
}

void ParentJobserver::release() {
  if (tokens_.empty()) return;
  const char token = tokens_.back();
  tokens_.pop_back();
  // What was read fits in again.
  while (::write(write_, &token, 1) < 0 && errno == EINTR) {
  }
}

void ParentJobserver::release_all() {
  while (!tokens_.empty()) release();
}

std::optional<int> ParentJobserver::descriptor() const {
  if (shared_ == Shared::yes) return std::nullopt;  // libuv makes what it watches non-blocking
  return read_;
}

}  // namespace buildstd::process
