// SPDX-License-Identifier: MIT
#include "process/control_group.hpp"

#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::process;
using namespace buildstd::testing;

namespace {

struct Groups {
  TempDir dir;

  explicit Groups(const std::string& own) { dir.file("own", own); }
  void version_2(const std::string& group, const std::string& limit, const std::string& usage) const {
    dir.file("root/" + group + "/memory.max", limit + "\n");
    dir.file("root/" + group + "/memory.current", usage + "\n");
    dir.file("root/" + group + "/memory.stat", "anon 1\ninactive_file 100\nactive_file 20\n");
  }
  [[nodiscard]] std::optional<std::uint64_t> left() const {
    return memory_left_in_groups({dir.path("root"), dir.path("own")});
  }
};

}  // namespace

TEST_CASE("memory within control groups is what the narrowest leaves, without files' copies", "[process][memory]") {
  const Groups groups("0::/user/build\n");
  CHECK_FALSE(groups.left());
  groups.version_2("user/build", "max", "500");
  CHECK_FALSE(groups.left());
  groups.version_2("user", "1000", "700");
  CHECK(groups.left() == 420U);
  groups.version_2("user/build", "600", "500");
  CHECK(groups.left() == 220U);
  groups.version_2("user/build", "100", "900");
  CHECK(groups.left() == 0U);
}

TEST_CASE("the memory of version 1's groups has a hierarchy of its own", "[process][memory]") {
  const Groups groups("12:cpu,cpuacct:/other\n5:memory:/box\n0::/\n");
  groups.dir.file("root/memory/box/memory.limit_in_bytes", "1000\n");
  groups.dir.file("root/memory/box/memory.usage_in_bytes", "800\n");
  groups.dir.file("root/memory/box/memory.stat", "inactive_file 1\ntotal_inactive_file 300\ntotal_active_file 0\n");
  CHECK(groups.left() == 500U);
}

TEST_CASE("a container that sees its own groups alone has its limit at their root", "[process][memory]") {
  const Groups groups("0::/of/the/machine\n");
  groups.version_2(".", "1000", "130");
  CHECK(groups.left() == 990U);
}

TEST_CASE("what is no control group's limits nothing", "[process][memory]") {
  CHECK_FALSE(memory_left_in_groups({"/nonexistent", "/nonexistent"}));
  const Groups groups("nonsense\n::\n0::\n1:memory:../../..\n");
  groups.version_2(".", "-5", "ten");
  CHECK_FALSE(groups.left());
}
