// SPDX-License-Identifier: MIT
#include "buildstd/planner/cargo_lto.hpp"

#include <catch2/catch.hpp>

using namespace buildstd::planner;
using enum CargoLtoKind;

namespace {

CargoUnit unit(CargoTargetKind kind, std::vector<CargoCrateType> types, std::vector<std::size_t> dependencies) {
  CargoUnit result;
  result.kind = kind;
  result.crate_types = std::move(types);
  result.dependencies = std::move(dependencies);
  result.profile.lto = "fat";
  return result;
}

CargoUnit library(std::vector<std::size_t> dependencies) {
  return unit(CargoTargetKind::lib, {CargoCrateType::lib}, std::move(dependencies));
}

}  // namespace

TEST_CASE("without LTO every unit is object code only", "[planner][cargo_hash]") {
  CargoUnitGraph graph{.units = {library({1}), library({})}, .roots = {0}};
  for (auto& one : graph.units) one.profile.lto = "false";
  CHECK(cargo_lto(graph) == std::vector<std::optional<CargoLto>>(2, CargoLto{only_object, std::nullopt}));
}

TEST_CASE("LTO of a program wants bitcode from its libraries, and both from a dylib with an rlib",
          "[planner][cargo_hash]") {
  const CargoUnitGraph graph{.units = {unit(CargoTargetKind::bin, {CargoCrateType::bin}, {1, 2}), library({}),
                                       unit(CargoTargetKind::lib, {CargoCrateType::dylib, CargoCrateType::rlib}, {}),
                                       unit(CargoTargetKind::custom_build, {CargoCrateType::bin}, {})},
                             .roots = {0, 3}};
  const auto found = cargo_lto(graph);
  REQUIRE(found);
  CHECK((*found)[0] == CargoLto{run, "fat"});
  CHECK((*found)[1] == CargoLto{only_bitcode, std::nullopt});
  CHECK((*found)[2] == CargoLto{object_and_bitcode, std::nullopt});
  CHECK((*found)[3] == CargoLto{only_object, std::nullopt});
}

TEST_CASE("a library that a program and a build script share serves both", "[planner][cargo_hash]") {
  const CargoUnitGraph graph{.units = {unit(CargoTargetKind::bin, {CargoCrateType::bin}, {2}),
                                       unit(CargoTargetKind::custom_build, {CargoCrateType::bin}, {2}), library({})},
                             .roots = {0, 1}};
  const auto found = cargo_lto(graph);
  REQUIRE(found);
  CHECK((*found)[2] == CargoLto{object_and_bitcode, std::nullopt});
}

TEST_CASE("a graph that is none is an error", "[planner][cargo_hash]") {
  CHECK_FALSE(cargo_lto({.units = {}, .roots = {0}}));
  CHECK_FALSE(cargo_lto({.units = {library({7})}, .roots = {0}}));
  CHECK_FALSE(cargo_lto({.units = {library({1}), library({0})}, .roots = {0}}));
  CHECK((*cargo_lto({.units = {library({})}, .roots = {}}))[0] == std::nullopt);
}
