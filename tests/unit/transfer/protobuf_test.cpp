// SPDX-License-Identifier: MIT
#include "transfer/protobuf.hpp"

#include <random>

#include "unit/transfer/units.hpp"

using namespace buildstd::transfer;
using namespace std::string_literals;

namespace {

// All fields; whether they were read to the end.
bool read_fields(std::string_view bytes, std::vector<protobuf::Field>& fields) {
  protobuf::Reader reader(bytes);
  while (const auto field = reader.next()) fields.push_back(*field);
  return !reader.is_damaged();
}

}  // namespace

TEST_CASE("what is written is read", "[transfer]") {
  std::string message;
  protobuf::add_number(message, 4, 0);
  protobuf::add_number(message, 2, 300);
  protobuf::add_number(message, 15, ~0ULL);
  protobuf::add_bytes(message, 16, "text");
  protobuf::add_bytes(message, (1U << 29U) - 1, "");
  CHECK(message.starts_with("\x20\x00\x10\xac\x02\x78"s));
  std::vector<protobuf::Field> fields;
  REQUIRE(read_fields(message, fields));
  REQUIRE(fields.size() == 5);
  CHECK((fields[0].number == 4 && fields[0].value == 0 && !fields[0].has_bytes));
  CHECK((fields[1].number == 2 && fields[1].value == 300));
  CHECK((fields[2].number == 15 && fields[2].value == ~0ULL));
  CHECK((fields[3].number == 16 && fields[3].bytes == "text" && fields[3].has_bytes));
  CHECK((fields[4].number == (1U << 29U) - 1 && fields[4].bytes.empty()));
}

TEST_CASE("numbers of fixed sizes are passed over", "[transfer]") {
  std::vector<protobuf::Field> fields;
  REQUIRE(read_fields("\x09\x01\x02\x03\x04\x05\x06\x07\x08\x15\x01\x00\x00\x80\x28\x07"s, fields));
  REQUIRE(fields.size() == 3);
  CHECK(fields[0].value == 0x0807060504030201U);
  CHECK(fields[1].value == 0x80000001U);
  CHECK(fields[2].value == 7);
}

TEST_CASE("damaged messages end where the damage is", "[transfer]") {
  const auto damaged = GENERATE("\x80"s,                                          // a tag without an end
                                "\x08"s,                                          // a number that is not there
                                "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s,  // more than 64 bits
                                "\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"s,
                                "\x0a\x05wxyz"s,                                  // more than there is
                                "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,  // as many as do not fit
                                "\x02\x00"s,                                      // field 0
                                "\x0b\x0c"s, "\x0e"s, "\x0f"s,                    // groups, and no types
                                "\x09\x01\x02"s, "\x0d\x01"s);
  std::vector<protobuf::Field> fields;
  CHECK_FALSE(read_fields(damaged, fields));
  CHECK(fields.empty());
}

TEST_CASE("any bytes are read without harm", "[transfer]") {
  std::minstd_rand random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() >> 8U);
    std::vector<protobuf::Field> fields;
    (void)read_fields(bytes, fields);
    for (const auto& field : fields) CHECK(field.bytes.size() <= bytes.size());
    (void)read_action_result(bytes);
  }
}
