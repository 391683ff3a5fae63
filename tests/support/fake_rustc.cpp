// SPDX-License-Identifier: MIT
// A rustc that only pretends: it answers what buildstd asks of a compiler, writes the files it is told to write, and
// misbehaves where a test wants it to. It is copied to `<sysroot>/bin/rustc`.
//
//   FAKE_RUSTC_LOG=FILE      a line at each start and end: `start TIME CRATE bootstrap=… wrapped=… ARGUMENTS`; where it
//                            was suspended, `suspended` with the last time at which it was at work, and `resumed`
//   FAKE_RUSTC_ENVIRONMENT=FILE  every variable that it sees is written there, and that a build script sees; and
//                            `preloaded: NAME` for libraries of that kind
//   FAKE_RUSTC_DO=CRATE:DEED,…  `probe` stands for questions, `*` for every crate; deeds are in `misbehave` below
//   FAKE_RUSTC_DELAY=MS      how long each half of a compilation takes
//   FAKE_RUSTC_COPIES=1      what it makes has the source's text in it
//   FAKE_RUSTC_RELEASE=R     in place of 1.96.0
//   FAKE_RUSTC_CPU=NAME      the processor that `native` is, in place of mock-cpu
//   FAKE_RUSTC_SUPPORT=JSON  what `--print target-standard-library-support:json` says, which it then knows
// Unless RUSTC_BOOTSTRAP is 1 it refuses the flag -Cnightly-only.
// What stands for a build script prints FAKE_SCRIPT_OUTPUT (with `\n` and the like) and does FAKE_SCRIPT_DO.
#include "support/fake_rustc.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace fake_rustc;

void sleep_for(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

volatile sig_atomic_t was_resumed = 0;

Call read_call(int argc, char** argv) {
  Call call;
  call.arguments.assign(argv + 1, argv + argc);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const std::string_view argument = call.arguments[i];
    const auto next = i + 1 < call.arguments.size() ? call.arguments[i + 1] : std::string();
    if (argument == "--crate-name" && next != "___") call.crate = next;  // by that name Cargo asks about a target
    if (argument == "--crate-type") call.crate_type = next;
    if (argument == "--out-dir") call.out_dir = next;
    if (argument == "--extern") call.externs.push_back(next.substr(next.find('=') + 1));
    if (argument == "-C" && next.starts_with("extra-filename=")) call.suffix = next.substr(15);
    if (argument.starts_with("--emit=")) call.emit = argument.substr(7);
    if (argument.starts_with("--print=")) call.prints.emplace_back(argument.substr(8));
    if (argument.ends_with(".rs") && call.source.empty()) call.source = argument;
    if (argument.starts_with("-Z")) call.unstable = true;
  }
  return call;
}

using Clock = std::chrono::steady_clock;

void log(const Call& call, std::string_view what, Clock::time_point when = Clock::now()) {
  const auto file = variable("FAKE_RUSTC_LOG");
  if (file.empty()) return;
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(when.time_since_epoch());
  auto line = std::string(what) + " " + std::to_string(time.count()) + " " + call.crate +
              " bootstrap=" + variable("RUSTC_BOOTSTRAP") + " wrapped=" + variable("FAKE_WRAPPED") +
              " makeflags=" + (variable("CARGO_MAKEFLAGS").empty() ? "no" : "yes");
  if (what == "start") {
    for (const auto& argument : call.arguments) line += " " + argument;
  }
  line += "\n";
  const int handle = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0666);
  (void)!::write(handle, line.data(), line.size());  // at once, so that lines of many processes do not mix
  ::close(handle);
}

// Writes down whether it was suspended since this was called last. It may be so at any point, so times are taken first.
// @return a time at which it was at work
Clock::time_point look_at_work(const Call& call) {
  static auto at_work = Clock::now();
  const auto now = Clock::now();
  if (was_resumed != 0) {
    was_resumed = 0;
    log(call, "suspended", at_work);
    log(call, "resumed");
  }
  return at_work = std::max(now, at_work);
}

// What a compilation takes.
void work(const Call& call) {
  const auto delay = variable("FAKE_RUSTC_DELAY");
  if (delay.empty()) return;
  for (const auto end = Clock::now() + std::chrono::milliseconds(std::stoi(delay)); Clock::now() < end; sleep_for(1))
    look_at_work(call);
}

void write_down_environment() {
  const auto file = variable("FAKE_RUSTC_ENVIRONMENT");
  if (file.empty()) return;
  std::ofstream out(file, std::ios::app);
  for (char** entry = ::environ; *entry != nullptr; ++entry) out << *entry << "\n";
  std::ifstream maps("/proc/self/maps");
  std::set<std::string> preloaded;
  for (std::string line; std::getline(maps, line);) {
    if (line.ends_with("preload.so")) preloaded.insert(line.substr(line.rfind('/') + 1));
  }
  for (const auto& library : preloaded) out << "preloaded: " << library << "\n";
}

// Until another crate is compiled, or long enough to be sure that nobody thinks of it.
void await_start_of(const std::string& crate) {
  for (int tenths = 0; tenths < 200; ++tenths) {
    std::ifstream log(variable("FAKE_RUSTC_LOG"));
    for (std::string line; std::getline(log, line);) {
      if (line.starts_with("start ") && line.find(" " + crate + " bootstrap=") != std::string::npos) return;
    }
    sleep_for(100);
  }
}

void hang() {
  for (;;) ::pause();
}

// A process that goes on when this one has ended, with its pipes or without.
void start_child(bool keeps_pipes, bool listens) {
  if (::fork() != 0) return;
  if (!listens) ::signal(SIGTERM, SIG_IGN);
  if (!keeps_pipes) {
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
  }
  std::ofstream(variable("FAKE_RUSTC_LOG") + ".children", std::ios::app) << ::getpid() << "\n";
  ::sleep(60);
  ::_exit(0);
}

std::string deed_for(const Call& call) {
  const auto wanted = variable("FAKE_RUSTC_DO") + ",";
  for (std::size_t at = 0; at < wanted.size();) {
    const auto end = wanted.find(',', at);
    const auto item = wanted.substr(at, end - at);
    const auto colon = item.find(':');
    at = end + 1;
    if (colon == std::string::npos) continue;
    const auto crate = item.substr(0, colon);
    if (crate == call.crate || (crate == "*" && call.crate != "probe")) return item.substr(colon + 1);
  }
  return {};
}

// True if this is all that is to be done.
bool misbehave(const std::string& deed, const Call& call) {
  if (deed == "fail") diagnose("mock error in " + call.crate);
  if (deed == "crash") ::abort();
  if (deed == "kill-parent") ::kill(::getppid(), SIGKILL);
  if (deed == "hang") hang();
  if (deed == "hang-deaf") {
    ::signal(SIGTERM, SIG_IGN);
    hang();
  }
  if (deed == "hang-family") {  // what a linker is to a compiler, and one that does not listen
    start_child(true, true);
    start_child(false, false);
    hang();
  }
  if (deed == "daemon") start_child(true, true);
  if (deed == "flood") {
    const std::string line(1000, 'x');
    for (int i = 0; i < 20000; ++i) std::cerr << line << "\n";
  }
  if (deed == "flood-fail") {
    for (int i = 0; i < 20000; ++i) std::cerr << std::string(1000, 'x') << "\n";
    diagnose("after the flood");
  }
  if (deed == "long-message" || deed == "deep-message") {  // 60 MB of one
    std::cerr << R"({"$message_type":"diagnostic","rendered":"x","spans":)";
    for (int i = 0; i < 60; ++i) std::cerr << std::string(1U << 20, deed == "deep-message" ? '[' : '1');
    std::cerr << "}\n";
  }
  if (deed == "garbage") {
    std::cerr << "{\"$message_type\":\"artifact\",\n{]\n\xff\xfe\n\x1b]0;owned\x07\x1b[2J\n{\"$message_type\":7}\n\n";
    std::cerr << std::string(300000, '[') << "\n";
    std::cout << "\x1b[31mnot a compiler\xff\n";
  }
  if (deed == "garbage-fail") {
    std::cerr << "\x1b]0;owned\x07\x1b[2J\x1b[31mpanic\xff in the compiler\n";
    std::exit(101);
  }
  return deed == "nothing" || (deed == "garbage" && call.crate == "probe");
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  if (!file) diagnose("failed to write " + path.filename().string());
}

void tell(const std::filesystem::path& artifact, std::string_view kind) {
  std::cerr << R"({"$message_type":"artifact","artifact":")" << artifact.string() << R"(","emit":")" << kind << "\"}"
            << std::endl;
}

constexpr const char* script = R"(#!/bin/sh
[ -n "$FAKE_RUSTC_LOG" ] && printf 'start 0 script-%s bootstrap=%s out_dir=%s target=%s makeflags=%s wrapper=%s jobs=%s\n' \
  "$CARGO_PKG_NAME" "$RUSTC_BOOTSTRAP" "$OUT_DIR" "$TARGET" "${CARGO_MAKEFLAGS:+yes}" "$RUSTC_WRAPPER" "$NUM_JOBS" >>"$FAKE_RUSTC_LOG"
[ -z "$FAKE_RUSTC_ENVIRONMENT" ] || env >>"$FAKE_RUSTC_ENVIRONMENT"
[ -d "$OUT_DIR" ] || { echo "no OUT_DIR" >&2; exit 9; }
: >"$OUT_DIR/generated.rs"
printf '%b' "$FAKE_SCRIPT_OUTPUT"
case $FAKE_SCRIPT_DO in
fail) printf 'mock \033[31mfailure\n' >&2; exit 7 ;;
hang) sleep 60 & echo $! >>"$FAKE_RUSTC_LOG.children"; wait ;;
esac
)";

// As rustc writes a path into its dep-info.
std::string escaped(const std::string& path) {
  std::string out;
  for (const char c : path) out += c == ' ' ? std::string("\\ ") : std::string(1, c);
  return out;
}

// As a library is, with one object.
std::string archive_of(const std::string& object) {
  char header[61];
  std::snprintf(header, sizeof header, "%-16s%-12d%-6d%-6d%-8s%-10zu`\n", "mock.o/", 0, 0, 0, "644", object.size());
  return std::string("!<arch>\n") + header + object + (object.size() % 2 == 0 ? "" : "\n");
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Until a test says so, and tells it that the source has been read.
void read_when_told() {
  const auto log = variable("FAKE_RUSTC_LOG");
  for (int tenths = 0; tenths < 600 && !std::filesystem::exists(log + ".go"); ++tenths) sleep_for(100);
}

int compile(const Call& call, const std::string& deed) {
  if (deed == "wait") read_when_told();
  if (call.unstable && variable("RUSTC_BOOTSTRAP") != "1")
    diagnose("the option `Z` is only accepted on the nightly compiler");
  if (!std::filesystem::is_regular_file(call.source)) diagnose("couldn't read " + call.source);
  for (const auto& used : call.externs) {
    if (!std::filesystem::is_regular_file(used)) diagnose("extern location does not exist: " + used);
  }
  const std::filesystem::path directory = call.out_dir;
  const auto stem = (call.crate_type == "bin" ? "" : "lib") + call.crate + call.suffix;
  auto content = call.crate + call.suffix + "\n" + (deed == "big" ? std::string(4U << 20, 'b') : "");
  if (!variable("FAKE_RUSTC_COPIES").empty()) content += text_of(call.source);
  if (deed == "wait") std::ofstream(variable("FAKE_RUSTC_LOG") + ".gone") << "read\n";
  write_file(directory / (call.crate + call.suffix + ".d"), "out: " + escaped(call.source) + "\n# env-dep:MOCK_SEEN\n");
  work(call);
  if (call.emit.find("metadata") != std::string::npos) {
    write_file(directory / (stem + ".rmeta"), content);
    tell(directory / (stem + ".rmeta"), "metadata");
  }
  if (deed == "half") ::abort();
  if (deed == "hang-after-metadata") hang();
  if (deed.starts_with("await-")) await_start_of(deed.substr(6));
  if (deed.starts_with("abort-at-")) {
    await_start_of(deed.substr(9));
    ::abort();
  }
  work(call);
  if (call.emit.find("link") == std::string::npos) return 0;
  if (call.crate_type == "bin") {
    write_file(directory / stem, script);
    ::chmod((directory / stem).c_str(), 0755);
    return 0;
  }
  write_file(directory / (stem + ".rlib"), deed == "archive" ? archive_of(content) : content);
  tell(directory / (stem + ".rlib"), "link");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto call = read_call(argc, argv);
  ::signal(SIGCONT, [](int) { was_resumed = 1; });
  log(call, "start");
  write_down_environment();
  const auto deed = deed_for(call);
  if (misbehave(deed, call)) return 0;
  const int status = call.crate == "probe" ? answer(call) : compile(call, deed);
  log(call, "end", look_at_work(call));
  return status;
}
