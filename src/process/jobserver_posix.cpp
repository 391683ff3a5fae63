// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/jobserver.hpp"

namespace buildstd::process {

namespace {

constexpr char token_byte = '|';

}  // namespace

std::optional<Jobserver> Jobserver::create(const std::filesystem::path& directory, unsigned jobs, unsigned tokens) {
  auto path = directory / fmt::format("buildstd-jobserver-{}", fs::unique_name());
  if (path.string().find_first_of(" \t\n\r") != std::string::npos) return std::nullopt;
  if (::mkfifo(path.c_str(), 0600) != 0) return std::nullopt;
  // Read and write, so that opening does not wait for a peer and the pipe lives while nobody else has it.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  Jobserver server(std::move(path), descriptor, jobs);
  server.fill(tokens);
  return server;
}

// As many as the pipe holds, which are more than anybody has use for.
void Jobserver::fill(unsigned tokens) {
  const std::string block(4096, token_byte);
  while (tokens > 0) {
    const auto written = ::write(descriptor_, block.data(), std::min<std::size_t>(tokens, block.size()));
    if (written <= 0) return;
    tokens -= static_cast<unsigned>(written);
  }
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
  char taken = 0;
  return ::read(descriptor_, &taken, 1) == 1;
}

void Jobserver::release() {
  [[maybe_unused]] const auto written = ::write(descriptor_, &token_byte, 1);  // what was taken fits in again
}

}  // namespace buildstd::process
