// SPDX-License-Identifier: MIT
// Catch2's version 3 under the name and with the words of version 2, for which the tests are written: some systems have
// the one, some the other. tests/CMakeLists.txt puts this file on the path where it is version 3.
#pragma once

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <catch2/matchers/catch_matchers_vector.hpp>

using Catch::Approx;

// Version 3's own `Contains` is for elements of ranges, and in a header that is not included here.
namespace Catch::Matchers {
inline StringContainsMatcher Contains(const std::string& part) { return ContainsSubstring(part); }
}  // namespace Catch::Matchers

#ifdef CATCH_CONFIG_MAIN
#include <catch2/catch_session.hpp>
int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
#endif
