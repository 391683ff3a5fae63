// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/support.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "buildstd/base/text.hpp"
#include "toolchain/specification.hpp"

namespace buildstd::toolchain {

namespace {

using nlohmann::json;

// "core, alloc" and ["core", "alloc"] say the same; each crate brings those before it.
std::optional<StdCrates> greatest_crates(const json& value) {
  std::vector<std::string> names;
  if (value.is_string()) {
    for (const auto& name : text::split(value.get<std::string>(), ',')) names.emplace_back(text::trim(name));
  } else if (value.is_array()) {
    for (const auto& name : value) {
      if (!name.is_string()) return std::nullopt;
      names.push_back(name.get<std::string>());
    }
  }
  std::optional<StdCrates> greatest;
  for (const auto& name : names) {
    const auto crates = parse_std_crates(name);
    if (!crates) return std::nullopt;
    greatest = std::max(greatest.value_or(StdCrates::core), *crates);
  }
  return greatest;
}

std::optional<Support> support_from(const json& value) {
  if (!value.is_object()) return std::nullopt;
  const auto supported = greatest_crates(value.value("supported", json()));
  const auto by_default = greatest_crates(value.value("default", json()));
  if (!supported || !by_default) return std::nullopt;
  return Support{std::min(*by_default, *supported), *supported};
}

std::vector<std::string> crates_up_to(StdCrates greatest) {
  std::vector<std::string> names;
  for (const auto crates : {StdCrates::core, StdCrates::alloc, StdCrates::std}) {
    if (crates <= greatest) names.emplace_back(name_of(crates));
  }
  return names;
}

// Where rustc cannot print it yet: what `metadata.std` says.
std::optional<Support> support_from_metadata(std::optional<bool> has_std) {
  if (!has_std) return std::nullopt;
  if (*has_std) return Support{StdCrates::std, StdCrates::std};
  return Support{StdCrates::core, StdCrates::alloc};
}

template <class Value>
std::optional<Value> read(const json& object, const char* key, bool (json::*is)() const noexcept) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end() || !((*found).*is)()) return std::nullopt;
  return found->template get<Value>();
}

// Objects that the linker gets before and after the program's, for each kind of output: their names.
std::set<std::string> link_objects(const json& specification) {
  std::set<std::string> names;
  for (const auto* key : {"pre-link-objects-fallback", "post-link-objects-fallback"}) {
    const auto kinds = specification.find(key);
    if (kinds == specification.end() || !kinds->is_object()) continue;
    for (const auto& [kind, objects] : kinds->items()) {
      if (!objects.is_array()) continue;
      for (const auto& object : objects) {
        if (object.is_string()) names.insert(object.get<std::string>());
      }
    }
  }
  return names;
}

Specification from_json(const json& value) {
  Specification specification;
  if (!value.is_object()) return specification;
  const auto metadata = value.value("metadata", json());
  specification.has_std = read<bool>(metadata, "std", &json::is_boolean);
  specification.tier = read<unsigned>(metadata, "tier", &json::is_number_unsigned);
  specification.host_tools = read<bool>(metadata, "host_tools", &json::is_boolean);
  specification.description = read<std::string>(metadata, "description", &json::is_string).value_or("");
  specification.llvm_target = read<std::string>(value, "llvm-target", &json::is_string);
  specification.needs_explicit_cpu = read<bool>(value, "need-explicit-cpu", &json::is_boolean).value_or(false);
  specification.crt_static_by_default = read<bool>(value, "crt-static-default", &json::is_boolean).value_or(false);
  specification.crt_objects = read<std::string>(value, "crt-objects-fallback", &json::is_string).value_or("false");
  specification.link_objects = link_objects(value);
  // RFC 3874 names the field; specifications spell names with dashes.
  for (const auto* key : {"standard-library-support", "standard_library_support"}) {
    if (const auto field = value.find(key); field != value.end()) specification.support = support_from(*field);
  }
  if (!specification.support) specification.support = support_from_metadata(specification.has_std);
  return specification;
}

}  // namespace

Specification read_specification(std::string_view text) { return from_json(parse_json(text)); }

std::optional<Support> parse_support(std::string_view text) { return support_from(parse_json(text)); }

std::string support_text(const std::optional<Support>& support) {
  if (!support) return "default: none\nsupported: none\n";
  return fmt::format("default: {}\nsupported: {}\n", name_of(support->default_crates),
                     text::join(crates_up_to(support->supported), ", "));
}

std::string support_json(const std::optional<Support>& support) {
  if (!support) return "{ \"default\": null, \"supported\": [] }\n";
  return fmt::format("{{ \"default\": \"{}\", \"supported\": [\"{}\"] }}\n", name_of(support->default_crates),
                     text::join(crates_up_to(support->supported), "\", \""));
}

Result<std::vector<TargetSummary>> parse_summaries(std::string_view text) {
  const auto all = parse_json(text);
  if (!all.is_object())
    return fail(Error("the compiler did not print its target specifications")
                    .caused_by(fmt::format("it printed: {}", text::printable(text.substr(0, 200))))
                    .help("name a real rustc with RUSTC or `build.rustc`"));
  std::vector<TargetSummary> summaries;
  for (const auto& [name, value] : all.items()) {
    auto specification = from_json(value);
    summaries.push_back({name, std::move(specification.description), specification.tier, specification.host_tools,
                         specification.support});
  }
  return summaries;
}

}  // namespace buildstd::toolchain
