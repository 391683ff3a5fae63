// SPDX-License-Identifier: MIT
#include "invoker/rustc_message.hpp"

#include <catch2/catch.hpp>

using buildstd::invoker::parse_rustc_message;
using Kind = buildstd::invoker::RustcMessage::Kind;

TEST_CASE("metadata artifacts start dependents, others do not", "[invoker][message]") {
  CHECK(parse_rustc_message(R"({"$message_type":"artifact","artifact":"/x.rmeta","emit":"metadata"})").kind ==
        Kind::metadata_artifact);
  CHECK(parse_rustc_message(R"({"$message_type":"artifact","artifact":"/x.rlib","emit":"link"})").kind == Kind::other);
  CHECK(parse_rustc_message(R"({"$message_type":"artifact"})").kind == Kind::other);
  CHECK(parse_rustc_message(R"({"$message_type":"future_incompat"})").kind == Kind::other);
}

TEST_CASE("of a diagnostic, a person reads the rendered text", "[invoker][message]") {
  const auto message = parse_rustc_message(R"({"$message_type":"diagnostic","rendered":"error: x\n"})");
  CHECK(message.kind == Kind::diagnostic);
  CHECK(message.rendered == "error: x\n");
  CHECK(parse_rustc_message(R"({"$message_type":"diagnostic","rendered":null})").rendered.empty());
  CHECK(parse_rustc_message(R"({"$message_type":"diagnostic"})").rendered.empty());
}

TEST_CASE("only a message's own members count", "[invoker][message]") {
  const auto nested =
      parse_rustc_message(R"({"spans":[{"rendered":"no","$message_type":"artifact"}],"children":{"$message_type":1},)"
                          R"("$message_type":"diagnostic","rendered":"yes","code":{"code":"E1"},"level":"error"})");
  CHECK(nested.kind == Kind::diagnostic);
  CHECK(nested.rendered == "yes");
  CHECK(parse_rustc_message(R"({"$message_type":["diagnostic"]})").kind == Kind::text);
  CHECK(parse_rustc_message(R"({"rendered":["no"],"$message_type":"diagnostic"})").rendered.empty());
}

TEST_CASE("a message has bounds", "[invoker][message]") {
  const auto nested = [](std::size_t depth) {
    return R"({"$message_type":"diagnostic","rendered":"x","spans":)" + std::string(depth, '[') +
           std::string(depth, ']') + "}";
  };
  CHECK(parse_rustc_message(nested(20)).kind == Kind::diagnostic);
  CHECK(parse_rustc_message(nested(1000)).kind == Kind::text);
  const auto long_one = [](std::size_t size) {
    return R"({"$message_type":"diagnostic","rendered":")" + std::string(size, 'x') + "\"}";
  };
  CHECK(parse_rustc_message(long_one(1U << 20)).rendered.size() == 1U << 20);
  CHECK(parse_rustc_message(long_one(5U << 20)).kind == Kind::text);
}

TEST_CASE("what is no message is text, whatever it holds", "[invoker][message]") {
  for (const std::string line : {"", "plain", "{", "{}", "{\"a\":1}", "[1]", "{\"$message_type\":1}",
                                 "{\"$message_type\":", "{\xff\xfe", "\x1b[31m", "null", "{\"$message_type\":\"\"}"}) {
    INFO(line);
    const auto message = parse_rustc_message(line);
    CHECK(message.kind == Kind::text);
    CHECK(message.rendered == line + "\n");
  }
  const auto deep = std::string(100000, '[') + std::string(100000, ']');
  CHECK(parse_rustc_message("{\"a\":" + deep + "}").kind == Kind::text);
}
