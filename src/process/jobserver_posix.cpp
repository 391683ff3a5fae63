// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/jobserver.hpp"

namespace buildstd::process {

std::optional<Jobserver> Jobserver::create(const std::filesystem::path& directory, unsigned jobs, unsigned tokens) {
  auto path = directory / fmt::format("buildstd-jobserver-{}", fs::unique_name());
  if (path.string().find_first_of(" \t\n\r") != std::string::npos) return std::nullopt;
  if (::mkfifo(path.c_str(), 0600) != 0) return std::nullopt;
  // Read and write, so that opening does not wait for a peer and the pipe lives while nobody else has it.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  Jobserver server(std::move(path), descriptor, jobs);
  for (unsigned token = 0; token < tokens; ++token) server.release();
  return server;
}

Jobserver::Jobserver(Jobserver&& other) noexcept
    : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1)), jobs_(other.jobs_) {}

Jobserver& Jobserver::operator=(Jobserver&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(jobs_, other.jobs_);
  return *this;
}

Jobserver::~Jobserver() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

std::string Jobserver::makeflags() const { return fmt::format("-j{} --jobserver-auth=fifo:{}", jobs_, path_.string()); }

bool Jobserver::try_acquire() {
  char token = 0;
  return ::read(descriptor_, &token, 1) == 1;
}

void Jobserver::release() {
  constexpr char token = '|';
  [[maybe_unused]] const auto written = ::write(descriptor_, &token, 1);  // the pipe holds far more than `jobs`
}

}  // namespace buildstd::process
