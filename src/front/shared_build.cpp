// SPDX-License-Identifier: MIT
#include "front/shared_build.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/background.hpp"
#include "front/failure.hpp"

namespace buildstd::front {

namespace {

constexpr std::chrono::milliseconds polling_interval{20};

/// The token that Cargo started this process with, as `-j` counts it.
class OwnToken {
 public:
  explicit OwnToken(process::ParentJobserver* jobserver) : jobserver_(jobserver) {}

  void give() {
    if (is_held_ && jobserver_ != nullptr) jobserver_->give_own();
    is_held_ = false;
  }
  void take() {
    if (!is_held_ && jobserver_ != nullptr) jobserver_->take_own();
    is_held_ = true;
  }
  /// It goes to another process, or comes from one that has ended.
  void passed_on() { is_held_ = false; }
  void inherited() { is_held_ = true; }

 private:
  process::ParentJobserver* jobserver_;
  bool is_held_ = true;
};

class SharedBuild {
 public:
  SharedBuild(const ops::Session& session, const process::OtherProcess& cargo, const ops::TerminalSettings& terminal,
              View& view)
      : session_(session),
        cargo_(cargo),
        terminal_(terminal),
        view_(view),
        jobserver_(session.process_context.jobserver.value_or(nullptr)),
        token_(jobserver_.get()) {}

  Result<std::vector<ops::Sysroot>> run() {
    auto result = wait_for_sysroots();
    token_.take();
    return result;
  }

 private:
  [[nodiscard]] fs::Path file(const char* suffix) const {
    return session_.storage.locks() / fmt::format("{}.{}", key_, suffix);
  }
  [[nodiscard]] std::string run_of_cargo() const { return fmt::format("{}-{}", cargo_.pid, cargo_.start); }

  Result<std::vector<ops::Sysroot>> wait_for_sysroots() {
    BUILDSTD_TRY(auto made, look());
    if (made) return *std::move(made);
    BUILDSTD_CHECK(fs::create_directories(session_.storage.locks()));
    while (true) {
      BUILDSTD_TRY(auto lock, fs::FileLock::try_acquire(file("front")));
      if (!lock.held()) {
        wait();
        continue;
      }
      inherit_token();
      BUILDSTD_TRY(auto made_meanwhile, look());
      if (made_meanwhile) return *std::move(made_meanwhile);
      if (auto failure = read_failure(file("failure"), run_of_cargo())) return fail(*std::move(failure));
      BUILDSTD_CHECK(start_builder());
    }
  }

  Result<std::optional<std::vector<ops::Sysroot>>> look() {
    CollectedDiagnostics unheard;  // the builder says them
    BUILDSTD_TRY(auto found, ops::find_made(session_, unheard));
    key_ = std::move(found.key);
    return std::move(found.all);
  }

  void wait() {
    token_.give();
    std::this_thread::sleep_for(polling_interval);
  }

  // A builder that was killed has left its token to nobody.
  void inherit_token() {
    if (fs::read(file("builder")).value_or("") != run_of_cargo()) return;
    token_.inherited();
    [[maybe_unused]] const auto removed = fs::remove_all(file("builder"));
  }

  // The lock is the builder's, too; this process's hold on it ends with the caller's.
  Result<void> start_builder() {
    token_.take();
    BUILDSTD_CHECK(fs::remove_all(file("failure")));
    BUILDSTD_CHECK(fs::write_atomically(file("builder"), run_of_cargo()));
    BUILDSTD_TRY([[maybe_unused]] const auto builder, process::start_in_background(cargo_, [&] { return build(); }));
    token_.passed_on();
    return {};
  }

  // In the builder.
  int build() {
    view_.in_background(cargo_, terminal_);
    const auto built = ops::build(session_, view_.build(), view_.diagnostics());
    if (!built) [[maybe_unused]]
      const auto kept = write_failure(file("failure"), run_of_cargo(), built.error());
    token_.give();
    [[maybe_unused]] const auto removed = fs::remove_all(file("builder"));
    return 0;
  }

  const ops::Session& session_;
  const process::OtherProcess& cargo_;
  const ops::TerminalSettings& terminal_;
  View& view_;
  std::shared_ptr<process::ParentJobserver> jobserver_;
  OwnToken token_;
  std::string key_;
};

}  // namespace

Result<std::vector<ops::Sysroot>> build_shared(const ops::Session& session, const process::OtherProcess& cargo,
                                               const ops::TerminalSettings& terminal, View& view) {
  return SharedBuild(session, cargo, terminal, view).run();
}

}  // namespace buildstd::front
