// SPDX-License-Identifier: MIT
#include "front/shared_build.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "buildstd/process/background.hpp"
#include "front/builder_files.hpp"
#include "front/failure.hpp"
#include "front/turn.hpp"

namespace buildstd::front {

namespace {

constexpr std::chrono::milliseconds often{20};
constexpr unsigned often_looks = 50;

// One that ends without leaving why has crashed, or was killed; which may have been chance.
constexpr unsigned most_starts = 2;

constexpr const char* failure_file = "failure";
constexpr const char* metadata_file = "metadata";

Error builder_ended() {
  return Error("the process that builds the standard library ended without a word")
      .help("run `buildstd build` with the same target, which shows what happens; too little memory is a usual reason");
}

class SharedBuild {
 public:
  SharedBuild(const ops::Session& session, Need need, const process::OtherProcess& cargo,
              const ops::TerminalSettings& terminal, View& view, OwnToken& token)
      : session_(session),
        need_(need),
        cargo_(cargo),
        terminal_(terminal),
        view_(view),
        token_(token),
        files_(nullptr, {}, cargo) {}

  Result<SharedStd> run() {
    BUILDSTD_TRY(auto sysroots, wait_for_sysroots());
    return SharedStd{std::move(sysroots), files_.path()};
  }

 private:
  Result<std::vector<ops::Sysroot>> wait_for_sysroots() {
    BUILDSTD_TRY(auto made, look());
    if (made) return *std::move(made);
    files_ = {session_.storage.state_directory->open("locks"), key_, cargo_};
    unsigned starts = 0;
    while (files_.are_there()) {
      process::stop_without(cargo_);
      BUILDSTD_TRY(auto lock, files_.try_lock());
      if (!lock) {
        if (auto early = look_for_metadata()) return *std::move(early);
        wait();
        continue;
      }
      if (!lock->is_held()) break;
      if (files_.inherit_token()) token_.inherit();
      BUILDSTD_TRY(auto made_meanwhile, look());
      if (made_meanwhile) return *std::move(made_meanwhile);
      if (auto failure = read_failure(files_.file(failure_file), files_.run())) return fail(*std::move(failure));
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

  // That a builder of this run of Cargo has made, which makes the rest now.
  [[nodiscard]] std::optional<std::vector<ops::Sysroot>> look_for_metadata() const {
    if (need_ == Need::all) return std::nullopt;
    const auto text = files_.file(metadata_file).read().value_or("");
    const auto end = text.find('\n');
    if (text.substr(0, end) != files_.run() || end == std::string::npos) return std::nullopt;
    const auto& target = session_.targets.all.front().target.name;
    return std::vector<ops::Sysroot>{{target, session_.storage.sysroots() / text.substr(end + 1), {}, false, 0}};
  }

  // Many wait, and long, beside compilers that want the processors: often at first only.
  void wait() {
    token_.give();
    std::this_thread::sleep_for(looks_++ < often_looks ? often : polling_interval);
  }

  // The lock is the builder's, too; this process's hold on it ends with the caller's.
  Result<void> start_builder() {
    take_token(nullptr, token_, files_, cargo_);
    for (const auto* old : {failure_file, metadata_file}) BUILDSTD_CHECK(files_.remove(old));
    BUILDSTD_CHECK(files_.pass_token_on());
    const auto builder = process::start_in_background(cargo_, [&] { return build(); });
    if (builder) {
      token_.passed_on();
      return {};
    }
    BUILDSTD_CHECK(files_.take_token_back());
    return fail(builder.error());
  }

  // In the builder.
  int build() {
    view_.in_background(cargo_, terminal_);
    const auto built = ops::build(session_, view_.build(), view_.diagnostics(), [&](const ops::Sysroot& sysroot) {
      files_.file(metadata_file).write(fmt::format("{}\n{}", files_.run(), sysroot.path.filename().string()));
    });
    if (!built) write_failure(files_.file(failure_file), files_.run(), built.error());
    token_.give();
    [[maybe_unused]] const auto taken = files_.take_token_back();
    return 0;
  }

  const ops::Session& session_;
  Need need_;
  const process::OtherProcess& cargo_;
  const ops::TerminalSettings& terminal_;
  View& view_;
  OwnToken& token_;
  std::string key_;
  BuilderFiles files_;
  unsigned looks_ = 0;
};

}  // namespace

Result<SharedStd> build_shared(const ops::Session& session, Need need, const process::OtherProcess& cargo,
                               const ops::TerminalSettings& terminal, View& view, OwnToken& token) {
  return SharedBuild(session, need, cargo, terminal, view, token).run();
}

}  // namespace buildstd::front
