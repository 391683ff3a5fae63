// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "buildstd/process/jobserver.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::process;
using Catch::Matchers::Contains;

namespace {

/// A make's pipe with tokens in it.
struct Pipe {
  std::array<int, 2> ends{};
  explicit Pipe(std::string_view tokens) {
    REQUIRE(::pipe(ends.data()) == 0);
    REQUIRE(::write(ends[1], tokens.data(), tokens.size()) == static_cast<ssize_t>(tokens.size()));
  }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] std::string style() const { return std::to_string(ends[0]) + "," + std::to_string(ends[1]); }
  [[nodiscard]] bool blocks() const {
    return (::fcntl(ends[0], F_GETFL) & O_NONBLOCK) == 0 && (::fcntl(ends[1], F_GETFL) & O_NONBLOCK) == 0;
  }
  /// What is in it, sorted; empties it.
  [[nodiscard]] std::string drain() const {
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    std::string all(100, '\0');
    const auto count = ::read(ends[0], all.data(), all.size());
    all.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    std::ranges::sort(all);
    return all;
  }
};

Environment with(std::string name, std::string value) {
  return Environment(Environment::Map{{std::move(name), std::move(value)}});
}

Environment make(const std::string& style) { return with("MAKEFLAGS", " -j2 --jobserver-auth=" + style); }

std::optional<std::string> style_of(const std::string& flags) {
  const auto found = find_jobserver(with("MAKEFLAGS", flags));
  return found ? std::optional(found->style) : std::nullopt;
}

}  // namespace

// The table of the `jobserver` crate's own test, `test_find_jobserver_auth`.
TEST_CASE("a jobserver is found in make's flags as the jobserver crate finds it", "[process][jobserver]") {
  CHECK(style_of("") == std::nullopt);
  CHECK(style_of("-j2") == std::nullopt);
  CHECK(style_of("--jobserver-auth") == std::nullopt);
  CHECK(style_of("-j2 --jobserver-auth=3,4") == "3,4");
  CHECK(style_of("--jobserver-auth=3,4 -j2") == "3,4");
  CHECK(style_of("--jobserver-auth=fifo:/myfifo") == "fifo:/myfifo");
  CHECK(style_of("--jobserver-auth=") == "");
  CHECK(style_of("--jobserver-fds=3,4") == "3,4");
  CHECK(style_of("--jobserver-auth=auth-a --jobserver-auth=auth-b") == "auth-b");
  CHECK(style_of("--jobserver-fds=fds-b --jobserver-fds=fds-a") == "fds-a");
  CHECK(style_of("--jobserver-fds=fds-a --jobserver-auth=auth-a --jobserver-fds=fds-b") == "auth-a");
}

TEST_CASE("the first variable that is set counts, whatever is in it", "[process][jobserver]") {
  Environment environment = with("MFLAGS", "--jobserver-auth=1,2");
  CHECK(find_jobserver(environment)->variable == "MFLAGS");
  environment.set("MAKEFLAGS", "--jobserver-auth=3,4");
  CHECK(find_jobserver(environment)->style == "3,4");
  environment.set("CARGO_MAKEFLAGS", "");
  CHECK_FALSE(find_jobserver(environment));
}

TEST_CASE("the bytes that were read are the bytes that go back", "[process][jobserver]") {
  for (const auto reopen : {Reopen::where_possible, Reopen::no}) {
    const Pipe pipe("abc");
    {
      const auto parent = value_of(ParentJobserver::open(make(pipe.style()), reopen));
      REQUIRE(parent);
      CHECK(parent->try_acquire());
      CHECK(parent->try_acquire());
      CHECK(parent->try_acquire());
      CHECK_FALSE(parent->try_acquire());
      CHECK(parent->held() == 3);
      parent->release();
      CHECK(parent->try_acquire());
      parent->release();
      CHECK(parent->held() == 2);
    }
    CHECK(pipe.blocks());
    CHECK(pipe.drain() == "abc");
  }
}

TEST_CASE("more than was taken is never given", "[process][jobserver]") {
  const Pipe pipe("a");
  const auto parent = value_of(ParentJobserver::open(make(pipe.style())));
  parent->release();
  CHECK(parent->try_acquire());
  parent->release_all();
  parent->release();
  CHECK(pipe.drain() == "a");
}

TEST_CASE("what is shared is not watched, as that would change it for all", "[process][jobserver]") {
  const Pipe pipe("");
  CHECK(value_of(ParentJobserver::open(make(pipe.style())))->descriptor());
  CHECK_FALSE(value_of(ParentJobserver::open(make(pipe.style()), Reopen::no))->descriptor());
}

TEST_CASE("a named pipe is opened by its path", "[process][jobserver]") {
  const TempDir dir;
  const auto path = dir.path() / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int peer = ::open(path.c_str(), O_RDWR | O_NONBLOCK);
  REQUIRE(::write(peer, "xy", 2) == 2);
  {
    // Its own path has a space, at which make's flags are split: only what stands before it counts.
    std::filesystem::create_symlink(path, "/tmp/buildstd-fifo-" + std::to_string(::getpid()));
    const auto parent = value_of(ParentJobserver::open(make("fifo:/tmp/buildstd-fifo-" + std::to_string(::getpid()))));
    REQUIRE(parent);
    CHECK(parent->try_acquire());
    CHECK(parent->try_acquire());
    CHECK_FALSE(parent->try_acquire());
  }
  std::filesystem::remove("/tmp/buildstd-fifo-" + std::to_string(::getpid()));
  std::array<char, 4> back{};
  CHECK(::read(peer, back.data(), back.size()) == 2);
  ::close(peer);
}

TEST_CASE("descriptors below zero say that there is none", "[process][jobserver]") {
  CHECK(value_of(ParentJobserver::open(make("-2,-2"))) == nullptr);
  CHECK(value_of(ParentJobserver::open(Environment())) == nullptr);
}

TEST_CASE("a jobserver that cannot be reached is an error with a reason", "[process][jobserver]") {
  const auto problem = [](const std::string& style) {
    const auto opened = ParentJobserver::open(make(style));
    REQUIRE_FALSE(opened);
    return opened.error();
  };
  const std::string start =
      "failed to connect to jobserver from environment variable `MAKEFLAGS=\" -j2 --jobserver-auth=";
  CHECK_THAT(problem("1022,1023").message(), Contains(start + "1022,1023\"`: cannot open file descriptor 1022"));
  CHECK_THAT(problem("1022,1023").helps().at(0), Contains("`+`"));
  const int file = ::open("/dev/null", O_RDWR);
  const auto number = std::to_string(file);
  CHECK_THAT(problem(number + "," + number).message(), Contains("is not a pipe"));
  ::close(file);
  CHECK_THAT(problem("fifo:/nonexistent").message(), Contains("cannot open path or name /nonexistent"));
  CHECK_THAT(problem("fifo:/dev/null").message(), Contains("is not a pipe"));
  for (const auto* const nonsense : {"", "3", "3;4", "a,b", "3,4x", "99999999999,1"})
    CHECK_THAT(problem(nonsense).message(), Contains("expected `fifo:PATH` or `R,W`"));
  CHECK_THAT(problem("\x1b[2J,4").message(), !Contains("\x1b"));
}
