// SPDX-License-Identifier: MIT
#include "buildstd/base/hash.hpp"

#include <catch2/catch.hpp>
#include <utility>

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;

namespace {

std::string hash(const std::vector<std::pair<std::string, std::string>>& fields) {
  Fingerprint fingerprint;
  for (const auto& [label, value] : fields) fingerprint.field(label, value);
  return fingerprint.hex();
}

}  // namespace

TEST_CASE("fields that would join to the same text are different", "[base][hash]") {
  const auto reference = hash({{"a", "bc"}, {"d", "e"}});
  CHECK(reference == hash({{"a", "bc"}, {"d", "e"}}));
  CHECK(reference != hash({{"ab", "c"}, {"d", "e"}}));
  CHECK(reference != hash({{"a", "b"}, {"cd", "e"}}));
  CHECK(reference != hash({{"d", "e"}, {"a", "bc"}}));
  CHECK(reference != hash({{"a", "bc"}, {"d", "e"}, {"", ""}}));
  CHECK(hash({{"a", "b\nc\n1\nd"}}) != hash({{"a", "b"}, {"c", "d"}}));
}

TEST_CASE("a digest is SHA-256 of the same records", "[base][hash]") {
  CHECK(Digest().hex() == sha256_hex(""));
  Digest digest;
  digest.field("a", "bc").field("n", std::uint64_t{7});
  CHECK(digest.hex() == sha256_hex("a\n2\nbcn\n1\n7"));
  CHECK(digest.field("d", "").hex() == sha256_hex("a\n2\nbcn\n1\n7d\n0\n"));
}

TEST_CASE("numbers are their text, hashes have fixed lengths and are stable", "[base][hash]") {
  Fingerprint number;
  number.field("n", std::uint64_t{18446744073709551615ULL});
  CHECK(number.hex() == hash({{"n", "18446744073709551615"}}));
  CHECK(number.hex().size() == 32);
  CHECK(number.short_hex() == number.hex().substr(0, 16));
  // XXH3-128 of nothing, as its authors publish it: the same on every machine and in every version.
  CHECK(Fingerprint().hex() == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("SHA-256 is the one that lock files have", "[base]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("SHA-256 of files and directories", "[base][hash]") {
  const TempDir dir;
  dir.file("tree/a/b.rs", "abc");
  dir.file("tree/a-c.rs", "");
  CHECK(value_of(sha256_of_file(dir.path("tree/a/b.rs"))) == sha256_hex("abc"));
  dir.file("long", std::string(3000000, 'x'));
  CHECK(value_of(sha256_of_file(dir.path("long"))) == sha256_hex(std::string(3000000, 'x')));
  // find . -type f | cut -c3- | LC_ALL=C sort | xargs -r sha256sum | sha256sum
  CHECK(value_of(sha256_of_directory(dir.path("tree"))) ==
        sha256_hex(sha256_hex("") + "  a-c.rs\n" + sha256_hex("abc") + "  a/b.rs\n"));
  CHECK(message_of(sha256_of_file(dir.path("nowhere"))).find("failed to read") != std::string::npos);
}
