// SPDX-License-Identifier: MIT
#include "ops/relink_books.hpp"

using buildstd::ops::relink_books;

TEST_CASE("links to books lead to where they are published", "[ops][doc]") {
  const auto relink = [](std::string_view page) { return relink_books(page, "https://x/", {"alloc"}); };
  CHECK(relink(R"(<a href="../book/ch01.html#a">)") == R"(<a href="https://x/book/ch01.html#a">)");
  CHECK(relink(R"(<a href="../../../reference/">)") == R"(<a href="https://x/reference/">)");
  CHECK(relink(R"(<a href="../core/">, <a href="../nomicon/a">, <a href="../std/">)") ==
        R"(<a href="../core/">, <a href="https://x/nomicon/a">, <a href="../std/">)");
  CHECK(relink(R"(<a href="../../alloc/vec/">)") == R"(<a href="https://x/alloc/vec/">)");
  for (const auto* unchanged : {"", "../book/", R"(href="../books/x")", R"(href="book/x")", R"(href="../)",
                                R"(href="../../)", R"(src="../book/")", R"(href="../allocator/")"})
    CHECK(relink(unchanged) == unchanged);
}
