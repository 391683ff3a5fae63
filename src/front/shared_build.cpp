// SPDX-License-Identifier: MIT
#include "front/shared_build.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/process/background.hpp"
#include "front/failure.hpp"

namespace buildstd::front {

namespace {

constexpr std::chrono::milliseconds polling_interval{20};

// One that ends without leaving why has crashed, or was killed; which may have been chance.
constexpr unsigned most_starts = 2;

Error builder_ended() {
  return Error("the process that builds the standard library ended without a word")
      .help("run `buildstd build` with the same target, which shows what happens; too little memory is a usual reason");
}

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
  /// Whether it is held, or can be had at once.
  bool try_take() {
    if (!is_held_) is_held_ = jobserver_ == nullptr || jobserver_->try_take_own();
    return is_held_;
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
  SharedBuild(const ops::Session& session, Need need, const process::OtherProcess& cargo,
              const ops::TerminalSettings& terminal, View& view)
      : session_(session),
        need_(need),
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
  [[nodiscard]] std::string name(const char* suffix) const { return fmt::format("{}.{}", key_, suffix); }
  [[nodiscard]] fs::KeptFile file(const char* suffix) const { return {folder_, name(suffix)}; }
  [[nodiscard]] std::string run_of_cargo() const { return fmt::format("{}-{}", cargo_.pid, cargo_.start); }

  Result<std::vector<ops::Sysroot>> wait_for_sysroots() {
    BUILDSTD_TRY(auto made, look());
    if (made) return *std::move(made);
    folder_ = session_.storage.state_directory->open("locks");
    unsigned starts = 0;
    while (folder_) {
      process::stop_without(cargo_);
      BUILDSTD_TRY(auto lock, fs::FileLock::try_acquire(*folder_, name("front")));
      if (!lock) {
        if (auto early = metadata_at_once()) return *std::move(early);
        wait();
        continue;
      }
      if (!lock->is_held()) break;
      inherit_token();
      BUILDSTD_TRY(auto made_meanwhile, look());
      if (made_meanwhile) return *std::move(made_meanwhile);
      if (auto failure = read_failure(file("failure"), run_of_cargo())) return fail(*std::move(failure));
      if (starts++ == most_starts) return fail(builder_ended());
      BUILDSTD_CHECK(start_builder());
    }
    // Without locks nobody can wait for somebody else's build.
    return ops::build(session_, view_.build(), view_.diagnostics());
  }

  Result<std::optional<std::vector<ops::Sysroot>>> look() {
    CollectedDiagnostics unheard;  // the builder says them
    BUILDSTD_TRY(auto found, ops::find_made(session_, unheard));
    key_ = std::move(found.key);
    return std::move(found.all);
  }

  // Who waited for a token here would not see that the builder, which may have them all, was killed.
  std::optional<std::vector<ops::Sysroot>> metadata_at_once() {
    auto early = need_ == Need::metadata ? look_for_metadata() : std::nullopt;
    return early && token_.try_take() ? std::move(early) : std::nullopt;
  }

  // That a builder of this run of Cargo has made, which makes the rest now.
  [[nodiscard]] std::optional<std::vector<ops::Sysroot>> look_for_metadata() const {
    const auto text = file("metadata").read().value_or("");
    const auto end = text.find('\n');
    if (text.substr(0, end) != run_of_cargo() || end == std::string::npos) return std::nullopt;
    const auto& target = session_.targets.all.front().target.name;
    return std::vector<ops::Sysroot>{{target, session_.storage.sysroots() / text.substr(end + 1), {}, false, 0}};
  }

  void wait() {
    token_.give();
    std::this_thread::sleep_for(polling_interval);
  }

  // A builder that was killed has left its token to nobody.
  void inherit_token() {
    if (file("builder").read() != run_of_cargo()) return;
    token_.inherited();
    [[maybe_unused]] const auto removed = folder_->remove(name("builder"));
  }

  // The lock is the builder's, too; this process's hold on it ends with the caller's.
  Result<void> start_builder() {
    token_.take();
    for (const auto* old : {"failure", "metadata"}) BUILDSTD_CHECK(folder_->remove(name(old)));
    BUILDSTD_CHECK(folder_->write(name("builder"), run_of_cargo()));
    BUILDSTD_TRY([[maybe_unused]] const auto builder, process::start_in_background(cargo_, [&] { return build(); }));
    token_.passed_on();
    return {};
  }

  // In the builder.
  int build() {
    view_.in_background(cargo_, terminal_);
    const auto built = ops::build(session_, view_.build(), view_.diagnostics(), [&](const ops::Sysroot& sysroot) {
      file("metadata").write(fmt::format("{}\n{}", run_of_cargo(), sysroot.path.filename().string()));
    });
    if (!built) write_failure(file("failure"), run_of_cargo(), built.error());
    token_.give();
    [[maybe_unused]] const auto removed = folder_->remove(name("builder"));
    return 0;
  }

  const ops::Session& session_;
  Need need_;
  const process::OtherProcess& cargo_;
  const ops::TerminalSettings& terminal_;
  View& view_;
  std::shared_ptr<process::ParentJobserver> jobserver_;
  OwnToken token_;
  std::string key_;
  std::shared_ptr<const fs::TrustedDirectory> folder_;  ///< for locks
};

}  // namespace

Result<std::vector<ops::Sysroot>> build_shared(const ops::Session& session, Need need,
                                               const process::OtherProcess& cargo,
                                               const ops::TerminalSettings& terminal, View& view) {
  return SharedBuild(session, need, cargo, terminal, view).run();
}

}  // namespace buildstd::front
