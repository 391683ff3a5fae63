// SPDX-License-Identifier: MIT
#include "verify/v0_walk.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace buildstd::verify {

namespace {

constexpr std::string_view digits_62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

// A base-62 number as v0 has them: `_` is 0, `0_` is 1.
std::string base_62(std::uint64_t value) {
  std::string digits;
  if (value > 0) {
    for (--value; digits.empty() || value != 0; value /= 62) digits.insert(digits.begin(), digits_62[value % 62]);
  }
  return digits + "_";
}

// Walks the grammar of rustc's book ("Symbol grammar summary") and rustc_symbol_mangling/src/v0.rs once, in order,
// without following back references, and copies what it reads.
class Walker {
 public:
  Walker(std::string_view symbol, std::size_t origin) : in_(symbol), at_(origin), origin_(origin) {
    out_ = symbol.substr(0, origin);
  }

  std::optional<std::string> run() {
    path();
    if (good_ && at_ < in_.size() && in_[at_] >= 'A' && in_[at_] <= 'Z') path();  // the instantiating crate
    if (!good_ || (at_ < in_.size() && in_[at_] != '.' && in_[at_] != '$')) return std::nullopt;
    out_ += in_.substr(at_);
    return out_;
  }

 private:
  // Where bytes were dropped: positions behind `in` moved by `dropped`.
  struct Drop {
    std::size_t in;
    std::size_t dropped;
  };
  static constexpr int deepest = 200;

  char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }
  bool fail() { return good_ = false; }
  bool take(char wanted) {
    if (!good_ || peek() != wanted) return false;
    out_ += wanted;
    ++at_;
    return true;
  }
  void need(char wanted) {
    if (!take(wanted)) fail();
  }
  char any() {
    const auto c = peek();
    if (!good_ || c == '\0') return fail(), '\0';
    out_ += c;
    ++at_;
    return c;
  }

  // The digits and `_`, not copied.
  std::uint64_t number() {
    std::uint64_t value = 0;
    if (peek() == '_') return ++at_, 0;
    for (std::size_t count = 0; good_; ++count) {
      const auto digit = digits_62.find(peek());
      if (peek() == '_') return ++at_, value + 1;
      if (peek() == '\0' || digit == std::string_view::npos || count > 11) break;
      value = value * 62 + digit;
      ++at_;
    }
    fail();
    return 0;
  }
  void copy_number() {
    const auto begin = at_;
    number();
    out_ += in_.substr(begin, at_ - begin);
  }

  void back_reference() {
    const auto begin = at_;
    const auto target = number() + origin_;
    std::size_t moved = 0;
    for (const auto& drop : drops_) {
      if (drop.in <= target) moved += drop.dropped;
    }
    if (!good_ || target >= begin) return static_cast<void>(fail());
    const auto written = base_62(target - moved - origin_);
    out_ += written;
    drops_.push_back({at_, at_ - begin - written.size()});
  }

  void drop_disambiguator() {
    if (!take('s')) return;
    const auto begin = at_;
    number();
    out_ += '_';
    drops_.push_back({at_, at_ - begin - 1});
  }

  void undisambiguated() {
    take('u');
    std::size_t length = 0;
    if (peek() < '0' || peek() > '9') fail();
    const bool zero = peek() == '0';
    while (good_ && peek() >= '0' && peek() <= '9' && length < in_.size()) {
      length = length * 10 + static_cast<std::size_t>(any() - '0');
      if (zero) break;
    }
    take('_');
    if (!good_ || length > in_.size() - at_) return static_cast<void>(fail());
    out_ += in_.substr(at_, length);
    at_ += length;
  }
  void identifier() {
    if (take('s')) copy_number();
    undisambiguated();
  }

  template <class Part>
  void until_end(Part&& part) {
    while (good_ && !take('E')) part();
  }

  void path() { nested(&Walker::path_inside); }
  void type() { nested(&Walker::type_inside); }
  void constant() { nested(&Walker::constant_inside); }
  void nested(void (Walker::*part)()) {
    if (!good_ || ++depth_ > deepest) return static_cast<void>(fail());
    (this->*part)();
    --depth_;
  }

  void path_inside() {
    switch (any()) {
      case 'C': drop_disambiguator(); return undisambiguated();
      case 'M': return impl_path(), type();
      case 'X': return impl_path(), type(), path();
      case 'Y': return type(), path();
      case 'N': return static_cast<void>(any()), path(), identifier();
      case 'I': path(); return until_end([this] { generic_argument(); });
      case 'B': return back_reference();
      default: fail();
    }
  }
  void impl_path() {
    if (take('s')) copy_number();
    path();
  }
  void generic_argument() {
    if (take('L')) return copy_number();
    take('K') ? constant() : type();
  }
  void lifetime() {
    if (take('L')) copy_number();
  }
  void binder() {
    if (take('G')) copy_number();
  }

  void type_inside() {
    const auto tag = peek();
    if (tag >= 'a' && tag <= 'z') return static_cast<void>(any());
    if (std::string_view("CMXYNI").find(tag) != std::string_view::npos && tag != '\0') return path();
    switch (any()) {
      case 'A': return type(), constant();
      case 'R':
      case 'Q': return lifetime(), type();
      case 'S':
      case 'P':
      case 'O': return type();
      case 'T': return until_end([this] { type(); });
      case 'F': return function_type();
      case 'D': return trait_object();
      case 'W': return type(), pattern();
      case 'B': return back_reference();
      default: fail();
    }
  }
  void function_type() {
    binder();
    take('U');
    if (take('K') && !take('C')) undisambiguated();
    until_end([this] { type(); });
    type();
  }
  void trait_object() {
    binder();
    until_end([this] {
      path();
      while (take('p')) {
        undisambiguated();
        take('K') ? constant() : type();
      }
    });
    lifetime();
  }
  void pattern() {
    if (take('R')) return constant(), constant();
    if (take('O')) return until_end([this] { pattern(); });
    need('N');
  }

  void constant_inside() {
    const auto tag = any();
    if (tag == 'p') return;
    if (tag == 'B') return back_reference();
    if (tag == 'R' || tag == 'Q') return take('e') ? hexadecimal() : constant();
    if (tag == 'A' || tag == 'T') return until_end([this] { constant(); });
    if (tag == 'V') return variant();
    if (tag == 'e' || (tag >= 'a' && tag <= 'z')) return hexadecimal();
    fail();
  }
  void variant() {
    path();
    if (take('U')) return;
    if (take('T')) return until_end([this] { constant(); });
    need('S');
    until_end([this] {
      identifier();
      constant();
    });
  }
  void hexadecimal() {
    take('n');
    while (good_ && !take('_')) any();
  }

  std::string_view in_;
  std::size_t at_;
  std::size_t origin_;  // back references count from behind `_R`
  std::string out_;
  std::vector<Drop> drops_;
  int depth_ = 0;
  bool good_ = true;
};

}  // namespace

std::optional<std::string> without_crate_disambiguators(std::string_view symbol) {
  const auto begin = symbol.find('R');
  if (begin == std::string_view::npos) return std::nullopt;
  return Walker(symbol, begin + 1).run();
}

}  // namespace buildstd::verify
