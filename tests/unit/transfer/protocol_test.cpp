// SPDX-License-Identifier: MIT
#include "transfer/protocol.hpp"

#include <unistd.h>

#include <array>

#include "transfer/app.hpp"
#include "unit/transfer/units.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::transfer;
using Catch::Matchers::Contains;

namespace {

// What the program says to these lines.
std::string conversation(const std::string& lines, int* status = nullptr) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  REQUIRE(::pipe(in.data()) == 0);
  REQUIRE(::pipe(out.data()) == 0);
  REQUIRE(::write(in[1], lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
  ::close(in[1]);
  const auto outcome = run({}, Environment(), in[0], out[1]);
  if (status != nullptr) *status = outcome.status;
  ::close(in[0]);
  ::close(out[1]);
  std::string said;
  std::array<char, 4096> piece{};
  for (ssize_t count = 0; (count = ::read(out[0], piece.data(), piece.size())) > 0;)
    said.append(piece.data(), static_cast<std::size_t>(count));
  ::close(out[0]);
  return said;
}

}  // namespace

TEST_CASE("requests are read", "[transfer]") {
  const auto get = value_of(read_request(R"({"id":7,"get":"k","into":"/d"})"));
  CHECK(get.id == 7);
  CHECK(std::get<GetRequest>(get.what).into == "/d");
  const auto put = value_of(read_request(R"({"id":1,"put":"k","record":{"a":1},"files":["/f"],"if_missing":true})"));
  CHECK(std::get<PutRequest>(put.what).if_missing);
  CHECK(std::get<PutRequest>(put.what).unit.record["a"] == 1);
  CHECK(std::get<CancelRequest>(value_of(read_request(R"({"id":2,"cancel":7})")).what).what == 7);
  CHECK(std::holds_alternative<ProbeRequest>(value_of(read_request(R"({"id":2,"probe":true})")).what));
  const auto pack = value_of(read_request(R"({"id":2,"pack":"/p","units":[{"key":"k","record":{},"files":[]}]})"));
  CHECK(std::get<PackRequest>(pack.what).units.at(0).key == "k");
  CHECK(std::get<UnpackRequest>(value_of(read_request(R"({"id":2,"unpack":"/p","into":"/d"})")).what).file == "/p");
  CHECK_FALSE(read_request("[]").has_value());
  CHECK_FALSE(read_request(R"({"id":1,"other":1})").has_value());
}

TEST_CASE("without a remote nothing is there", "[transfer]") {
  int status = -1;
  const auto said = conversation(R"({"format":1,"url":null,"user_agent":"test"}
{"id":1,"get":"k","into":"/d"}
{"id":2,"put":"k","record":{},"files":[]}
{"id":3,"probe":true}
)",
                                 &status);
  CHECK(status == 0);
  CHECK(said == R"({"ready":true}
{"id":1,"missing":"","received":0}
{"id":2,"not_stored":"","sent":0}
{"failed":"no remote cache is configured","help":"","id":3}
)");
}

TEST_CASE("what cannot be started is refused", "[transfer]") {
  int status = 0;
  CHECK_THAT(conversation("{\"format\":2}\n", &status), Contains("refused") && Contains("the same version"));
  CHECK(status == 101);
  CHECK_THAT(conversation("{\"format\":1,\"url\":\"ftp://host/\"}\n"), Contains("not an http or https URL"));
  CHECK_THAT(conversation("{\"format\":1,\"signing_key\":\"/nowhere/key\"}\n"), Contains("cannot be read"));
  CHECK(conversation("").empty());
}

TEST_CASE("a server that is not there is lost once", "[transfer]") {
  const TempDir dir;
  const auto get = [&](int id) {
    return nlohmann::json({{"id", id}, {"get", digest_of("k")}, {"into", dir.path().string()}}).dump() + "\n";
  };
  const auto said = conversation("{\"format\":1,\"url\":\"http://127.0.0.1:1/\"}\n" + get(1) + get(2));
  CHECK_THAT(said, Contains("{\"id\":1,\"missing\":\"\",\"received\":0}") && Contains("\"id\":2,\"missing\":\"\""));
  CHECK(said.find("lost") == said.rfind("lost"));
  CHECK(said.find("lost") != std::string::npos);
}
