// SPDX-License-Identifier: MIT
#include "buildstd/workspace/version.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd::workspace {

namespace {

std::unexpected<Error> malformed(std::string_view what, std::string_view text) {
  return fail(fmt::format("`{}` is not a valid {}", text::printable(text), what));
}

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto read = text::whole_number<std::uint64_t>(text);
  number = read.value_or(0);
  return read.has_value();
}

// `1`, `1.2`, `1.2.3`, each possibly ending in `*`; `given` tells how many numbers there are.
struct Partial {
  Version version;
  std::size_t given = 0;
  bool wildcard = false;
};

Result<Partial> parse_partial(std::string_view text) {
  Partial partial;
  const auto plus = text.find('+');
  auto rest = text.substr(0, plus);
  if (plus != std::string_view::npos) partial.version.build = text.substr(plus + 1);
  if (const auto dash = rest.find('-'); dash != std::string_view::npos) {
    partial.version.pre = rest.substr(dash + 1);
    rest = rest.substr(0, dash);
  }
  std::uint64_t* const numbers[] = {&partial.version.major, &partial.version.minor, &partial.version.patch};
  for (const auto& part : text::split(rest, '.')) {
    partial.wildcard = part == "*" || part == "x";
    if (partial.wildcard) return partial;
    if (partial.given == 3 || !read_number(part, *numbers[partial.given])) return malformed("version", text);
    ++partial.given;
  }
  return partial;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  std::uint64_t left = 0;
  std::uint64_t right = 0;
  const bool left_number = read_number(a, left);
  const bool right_number = read_number(b, right);
  if (left_number && right_number) return left <=> right;
  if (left_number != right_number) return left_number ? std::strong_ordering::less : std::strong_ordering::greater;
  return a <=> b;
}

std::strong_ordering compare_pre(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();  // a release is newer than its previews
  const auto left = text::split(a, '.');
  const auto right = text::split(b, '.');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const auto order = compare_identifiers(left[i], right[i]); std::is_neq(order)) return order;
  }
  return left.size() <=> right.size();
}

Version after(const Version& version, std::size_t position) {
  Version next;
  next.major = position == 0 ? version.major + 1 : version.major;
  if (position >= 1) next.minor = position == 1 ? version.minor + 1 : version.minor;
  if (position >= 2) next.patch = version.patch + 1;
  return next;
}

// `^`: up to the first number that is not zero; `^0.0` and `^0` by what was given.
std::size_t caret_position(const Partial& partial) {
  if (partial.version.major != 0 || partial.given <= 1) return 0;
  return partial.version.minor != 0 || partial.given == 2 ? 1 : 2;
}

}  // namespace

Result<Version> Version::parse(std::string_view text) {
  BUILDSTD_TRY(auto partial, parse_partial(text));
  if (partial.given != 3) return malformed("version", text);
  return std::move(partial.version);
}

std::string Version::str() const {
  auto text = fmt::format("{}.{}.{}", major, minor, patch);
  if (!pre.empty()) text += "-" + pre;
  if (!build.empty()) text += "+" + build;
  return text;
}

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  if (const auto order = a.major <=> b.major; std::is_neq(order)) return order;
  if (const auto order = a.minor <=> b.minor; std::is_neq(order)) return order;
  if (const auto order = a.patch <=> b.patch; std::is_neq(order)) return order;
  return compare_pre(a.pre, b.pre);
}

bool operator==(const Version& a, const Version& b) { return std::is_eq(a <=> b); }

Result<VersionRequirement::Range> VersionRequirement::parse_comparator(std::string_view text) {
  constexpr std::string_view operators[] = {">=", "<=", ">", "<", "=", "~", "^"};
  const auto* const found =
      std::ranges::find_if(operators, [&](auto candidate) { return text.starts_with(candidate); });
  const auto operation = found == std::end(operators) ? std::string_view() : *found;
  const auto digits = text::trim(text.substr(operation.size()));
  auto partial = parse_partial(digits);
  if (!partial || digits.empty()) return malformed("version requirement", text);
  const auto& version = partial->version;
  Range range;
  range.bounded = partial->given != 0;
  if (!range.bounded) return range;
  const auto last = partial->given - 1;
  range.from = version;
  range.to = after(version, last);
  if (!version.pre.empty()) range.preview = version;
  const bool exact = partial->given == 3;
  if (operation == ">=") {
    range.bounded = false;
  } else if (operation == ">") {
    range.bounded = false;
    range.from_excluded = exact;
    if (!exact) range.from = range.to;
  } else if (operation == "<" || operation == "<=") {
    range.from = {};
    range.to_included = exact && operation == "<=";
    if (exact || operation == "<") range.to = version;
  } else if (operation == "=") {
    range.to_included = exact;
    if (exact) range.to = version;
  } else {
    const bool tilde = operation == "~" || partial->wildcard;  // `1.2.*` is `~1.2`
    const auto position = tilde ? std::min<std::size_t>(last, 1) : caret_position(*partial);
    range.to = after(version, position);
  }
  return range;
}

bool VersionRequirement::Range::contains(const Version& version) const {
  if (version < from || (from_excluded && version == from)) return false;
  return !bounded || version < to || (to_included && version == to);
}

Result<VersionRequirement> VersionRequirement::parse(std::string_view text) {
  VersionRequirement requirement;
  for (const auto& part : text::split(text, ',')) {
    BUILDSTD_TRY(auto range, parse_comparator(text::trim(part)));
    requirement.ranges_.push_back(std::move(range));
  }
  return requirement;
}

bool VersionRequirement::matches(const Version& version) const {
  if (!std::ranges::all_of(ranges_, [&](const Range& range) { return range.contains(version); })) return false;
  const auto names_preview = [&](const Range& range) {
    return range.preview && range.preview->major == version.major && range.preview->minor == version.minor &&
           range.preview->patch == version.patch;
  };
  return version.pre.empty() || std::ranges::any_of(ranges_, names_preview);
}

}  // namespace buildstd::workspace
