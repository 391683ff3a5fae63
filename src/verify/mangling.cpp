// SPDX-License-Identifier: MIT
#include "verify/mangling.hpp"

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "verify/v0_walk.hpp"

namespace buildstd::verify {

namespace {

constexpr std::string_view base62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_base62(char c) { return base62.find(c) != std::string_view::npos; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

template <class Matches>
std::size_t run_length(std::string_view text, Matches&& matches) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, matches) - text.begin());
}

// `<decimal> ["_"] <bytes>` at the start; empty where it is none.
std::string_view identifier(std::string_view text) {
  const auto digits = run_length(text, is_digit);
  const auto length = text::whole_number<std::size_t>(text.substr(0, digits));
  if (!length) return {};
  text.remove_prefix(digits);
  if (text.starts_with('_')) text.remove_prefix(1);
  return *length <= text.size() ? text.substr(0, *length) : std::string_view();
}

// The 16 hexadecimal digits behind `prefix` at `at`.
bool has_hash(std::string_view text, std::size_t at, std::string_view prefix) {
  if (text.substr(at, prefix.size()) != prefix) return false;
  const auto rest = text.substr(at + prefix.size());
  return rest.size() >= 16 && std::ranges::all_of(rest.substr(0, 16), is_hex);
}

// For what only contains a symbol; `without_crate_disambiguators` knows the grammar.
void drop_crate_disambiguators(std::string& symbol) {
  std::size_t from = 0;
  while (const auto root = next_crate_root(symbol, from)) {
    symbol.erase(root->begin + 2, root->disambiguator.size());
    from = root->begin + 2;
  }
}

void drop_legacy_hashes(std::string& symbol) {
  constexpr std::string_view mark = "17h";
  for (std::size_t at = symbol.find(mark); at != std::string::npos; at = symbol.find(mark, at + 1)) {
    if (has_hash(symbol, at, mark) && symbol.substr(at + 19, 1) == "E") symbol.erase(at + mark.size(), 16);
  }
}

// Numbers that count within one object file or hash its name: `.llvm.1234`, `anon.0123….7`.
void drop_private_numbers(std::string& symbol) {
  const auto promoted = symbol.find(".llvm.");
  if (promoted != std::string::npos) symbol.resize(promoted + 6);
  const auto anonymous = symbol.find("anon.");
  if (anonymous != std::string::npos) {
    const auto begin = anonymous + 5;
    symbol.erase(begin,
                 run_length(std::string_view(symbol).substr(begin), [](char c) { return is_hex(c) || c == '.'; }));
  }
}

}  // namespace

Mangling mangling_of(std::string_view symbol) {
  const auto underscores = run_length(symbol, [](char c) { return c == '_'; });
  if (underscores == 0) return Mangling::unknown;
  const auto rest = symbol.substr(underscores);
  if (rest.size() > 1 && rest[0] == 'R' && rest[1] >= 'A' && rest[1] <= 'Z') return Mangling::v0;
  if (!rest.starts_with("ZN")) return Mangling::unknown;
  const auto at = rest.rfind("17h");
  return at != std::string_view::npos && has_hash(rest, at, "17h") ? Mangling::legacy : Mangling::unknown;
}

std::optional<CrateRoot> next_crate_root(std::string_view symbol, std::size_t from) {
  for (auto at = symbol.find("Cs", from); at != std::string_view::npos; at = symbol.find("Cs", at + 1)) {
    const auto digits = symbol.substr(at + 2, run_length(symbol.substr(at + 2), is_base62));
    const auto end = at + 2 + digits.size();
    if (end >= symbol.size() || symbol[end] != '_') continue;
    // Shorter ones are `C`, `s` and a number within other parts; a StableCrateId nearly always takes eleven digits.
    if (digits.size() < 5 || digits.size() > 11) continue;
    const auto name = identifier(symbol.substr(end + 1));
    if (!name.empty()) return CrateRoot{at, digits, name};
  }
  return std::nullopt;
}

std::string disambiguator_of(std::uint64_t stable_crate_id) {
  // `s_` is 1 and `s0_` is 2 (rustc_symbol_mangling/src/v0.rs, `push_opt_integer_62`).
  auto rest = stable_crate_id - 2;
  std::string digits;
  do {
    digits.insert(digits.begin(), base62[rest % 62]);
    rest /= 62;
  } while (rest != 0);
  return digits;
}

std::optional<std::uint64_t> stable_crate_id_of_object(std::string_view member, std::string_view crate) {
  const auto end = member.find("-cgu.");
  if (end == std::string_view::npos) return std::nullopt;
  const auto begin = member.substr(0, end).rfind('.');
  if (begin == std::string_view::npos || !member.substr(0, begin).ends_with(crate)) return std::nullopt;
  const auto id = text::whole_number<std::uint64_t>(member.substr(begin + 1, end - begin - 1), 16);
  // Names are padded to eight digits only.
  return id && *id >= 2 ? id : std::nullopt;
}

std::string without_disambiguators(std::string_view symbol) {
  std::string plain(symbol);
  const auto mangling = mangling_of(symbol);
  auto walked = mangling == Mangling::v0 ? without_crate_disambiguators(symbol) : std::nullopt;
  if (walked)
    plain = *std::move(walked);
  else
    drop_crate_disambiguators(plain);
  if (mangling != Mangling::v0) drop_legacy_hashes(plain);
  drop_private_numbers(plain);
  return plain;
}

}  // namespace buildstd::verify
