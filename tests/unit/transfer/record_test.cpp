// SPDX-License-Identifier: MIT
#include "transfer/record.hpp"

#include "transfer/limits.hpp"
#include "transfer/protobuf.hpp"
#include "unit/transfer/units.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::transfer;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

json good_record() {
  const auto digest = digest_of("some bytes");
  return {
      {"format", 1},
      {"key", digest_of("unit")},
      {"unit", "core"},
      {"made",
       {{{"name", "libcore.rlib"}, {"size", 10}, {"sha256", digest}, {"stored", {{"sha256", digest}, {"size", 9}}}}}}};
}

std::string objection(const json& record) { return message_of(read_record(record.dump(), digest_of("unit"))); }

}  // namespace

TEST_CASE("a record is read with its files", "[transfer]") {
  const auto text = good_record().dump();
  const auto record = value_of(read_record(text, digest_of("unit")));
  CHECK(record.text == text);
  REQUIRE(record.made.size() == 1);
  CHECK(record.made[0].name == "libcore.rlib");
  CHECK(record.made[0].names.content.size == 10);
  CHECK(record.made[0].names.stored.size == 9);
  CHECK(record.made[0].names.stored.sha256 == digest_of("some bytes"));
}

TEST_CASE("records that are not what was asked for", "[transfer]") {
  CHECK_THAT(message_of(read_record(good_record().dump(), digest_of("other"))), Contains("is another unit's"));
  CHECK_THAT(message_of(read_record("<html>", digest_of("unit"))), Contains("its record is damaged"));
  CHECK_THAT(message_of(read_record("[]", digest_of("unit"))), Contains("its record is damaged"));
  CHECK_THAT(message_of(read_record(std::string(largest_record + 1, ' '), digest_of("unit"))), Contains("damaged"));
  auto record = good_record();
  record["format"] = 2;
  CHECK_THAT(objection(record), Contains("damaged"));
  record = good_record();
  record["made"] = "none";
  CHECK_THAT(objection(record), Contains("damaged"));
}

TEST_CASE("records with files that nobody would take", "[transfer]") {
  auto record = good_record();
  auto& file = record["made"][0];
  const auto change = GENERATE(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  CAPTURE(change);
  switch (change) {
    case 0: file["size"] = -1; break;
    case 1: file["size"] = 1.5; break;
    case 2: file["size"] = largest_file + 1; break;
    case 3: file["size"] = 9 * largest_ratio + ratio_allowance + 1; break;
    case 4: file["sha256"] = "../" + digest_of("x").substr(3); break;
    case 5: file["stored"]["sha256"] = std::string(64, 'A'); break;
    case 6: file["stored"] = json::array(); break;
    case 7: file["stored"]["size"] = ~0ULL; break;
    case 8: file.erase("name"); break;
    default: record["made"] = json::array({1}); break;
  }
  CHECK_THAT(objection(record), Contains("damaged"));
}

TEST_CASE("records whose files are too many or too much together", "[transfer]") {
  auto record = good_record();
  auto file = record["made"][0];
  for (std::size_t at = 0; at < most_files; ++at) record["made"].push_back(file);
  CHECK_THAT(objection(record), Contains("damaged"));
  file["size"] = file["stored"]["size"] = largest_file;
  record["made"] = json::array({file, file, file, file});
  CHECK(read_record(record.dump(), digest_of("unit")).has_value());
  record["made"].push_back(good_record()["made"][0]);
  CHECK_THAT(objection(record), Contains("damaged"));
}

TEST_CASE("a record as an ActionResult", "[transfer]") {
  const auto record = value_of(read_record(good_record().dump(), digest_of("unit")));
  auto bytes = to_action_result(record, "signature");
  protobuf::add_bytes(bytes, 9, "what a server adds");
  protobuf::add_number(bytes, 4, 0);
  const auto result = value_of(read_action_result(bytes));
  CHECK(result.record == record.text);
  CHECK(result.signature == "signature");
  CHECK(value_of(read_action_result(to_action_result(record, ""))).signature.empty());
  for (std::size_t size = 0; size < bytes.size(); ++size) (void)read_action_result(bytes.substr(0, size));
  CHECK_FALSE(read_action_result("<html><body>sign in</body></html>").has_value());
  CHECK_FALSE(read_action_result("").has_value());
}

TEST_CASE("what buildstd gives is completed", "[transfer]") {
  const TempDir dir;
  const auto unit = given_unit(dir, "core", {"one", std::string(100000, 'x')});
  CHECK(value_of(sizes_of(unit)) == std::vector<std::uint64_t>{3, 100000});
  const auto one = blob_of(unit.files[0], 3);
  const auto other = blob_of(unit.files[1], 100000);
  const auto record = value_of(complete(unit, {one.names, other.names}));
  CHECK(record.made[0].names.content.sha256 == digest_of("one"));
  CHECK(record.made[1].names.stored.sha256 == digest_of(other.bytes));
  CHECK(record.json["unit"] == "core");

  auto wrong = unit;
  wrong.files.pop_back();
  CHECK_FALSE(sizes_of(wrong).has_value());
  wrong = unit;
  wrong.record["made"][0]["size"] = largest_file + 1;
  CHECK_THAT(message_of(sizes_of(wrong)), Contains("larger than a remote cache takes"));
  wrong = unit;
  wrong.key = "../x";
  CHECK_FALSE(sizes_of(wrong).has_value());
}
