// SPDX-License-Identifier: MIT
#include "buildstd/base/cfg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "buildstd/base/text.hpp"

namespace buildstd {

/// Recursive descent over cargo-platform's grammar (crates/cargo-platform/src/cfg.rs).
class CfgParser {
 public:
  explicit CfgParser(std::string_view text) : whole_(text), rest_(text) {}

  Result<CfgExpr> whole() {
    BUILDSTD_TRY(auto expression, predicate(0));
    skip_space();
    if (!rest_.empty()) return error(fmt::format("unexpected content `{}` found after cfg expression", rest_));
    return expression;
  }

  Result<Cfg> option() {
    BUILDSTD_TRY(auto name, identifier());
    Cfg cfg{std::move(name), std::nullopt};
    if (!accept('=')) return cfg;
    skip_space();
    if (!rest_.starts_with('"')) return error("expected a string after `=`");
    const auto end = rest_.find('"', 1);
    if (end == std::string_view::npos) return error("unterminated string in cfg");
    cfg.value = std::string(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return cfg;
  }

  [[nodiscard]] bool at_end() {
    skip_space();
    return rest_.empty();
  }

 private:
  static constexpr int deepest = 128;

  [[nodiscard]] std::unexpected<Error> error(std::string_view reason) const {
    return fail(Error(fmt::format("failed to parse `{}` as a cfg expression: {}",
                                  text::printable(whole_.substr(0, 200)), text::printable(reason))));
  }

  void skip_space() {
    const auto start = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(std::min(start, rest_.size()));
  }

  bool accept(char token) {
    skip_space();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Result<std::string> identifier() {
    skip_space();
    if (rest_.empty()) return error("expected identifier, but cfg expression ended");
    const bool raw = rest_.starts_with("r#");
    auto name = raw ? rest_.substr(2) : rest_;
    const auto is_start = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const auto is_rest = [&](char c) { return is_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
    if (name.empty() || !is_start(name.front()))
      return error(fmt::format("expected identifier, found `{}`", rest_.substr(0, 1)));
    const auto end = std::ranges::find_if_not(name, is_rest);
    name = name.substr(0, static_cast<std::size_t>(end - name.begin()));
    rest_.remove_prefix(name.size() + (raw ? 2 : 0));
    last_was_raw_ = raw;
    return std::string(name);
  }

  Result<CfgExpr> predicate(int depth) {
    if (depth > deepest) return error(fmt::format("nested deeper than {} levels", deepest));
    const auto start = rest_;
    BUILDSTD_TRY(const auto name, identifier());
    CfgExpr result;
    if (!last_was_raw_ && (name == "all" || name == "any")) {
      result.kind_ = name == "all" ? CfgExpr::Kind::all : CfgExpr::Kind::any;
      BUILDSTD_TRY(result.operands_, operands(depth));
      return result;
    }
    if (!last_was_raw_ && name == "not") {
      result.kind_ = CfgExpr::Kind::negation;
      BUILDSTD_TRY(result.operands_, operands(depth));
      if (result.operands_.size() != 1) return error("`not` takes exactly one expression");
      return result;
    }
    rest_ = start;
    BUILDSTD_TRY(result.option_, option());
    const bool is_literal = !last_was_raw_ && !result.option_.value && (name == "true" || name == "false");
    result.kind_ = is_literal ? CfgExpr::Kind::literal : CfgExpr::Kind::option;
    result.literal_ = name == "true";
    return result;
  }

  Result<std::vector<CfgExpr>> operands(int depth) {
    if (!accept('(')) return error("expected `(`");
    std::vector<CfgExpr> found;
    while (!accept(')')) {
      BUILDSTD_TRY(auto operand, predicate(depth + 1));
      found.push_back(std::move(operand));
      if (accept(',')) continue;
      if (!accept(')')) return error("expected `,` or `)`");
      break;
    }
    return found;
  }

  std::string_view whole_;
  std::string_view rest_;
  bool last_was_raw_ = false;
};

Result<Cfg> parse_cfg(std::string_view line) {
  CfgParser parser(line);
  BUILDSTD_TRY(auto cfg, parser.option());
  if (!parser.at_end()) return fail(fmt::format("unexpected text after `{}` in a cfg", text::printable(cfg.name)));
  return cfg;
}

Result<CfgExpr> CfgExpr::parse(std::string_view text) {
  text = text::trim(text);
  if (text.starts_with("cfg(") && text.ends_with(')')) text = text.substr(4, text.size() - 5);
  return CfgParser(text).whole();
}

bool CfgExpr::matches(const CfgSet& cfgs) const {
  const auto holds = [&](const CfgExpr& operand) { return operand.matches(cfgs); };
  switch (kind_) {
    case Kind::all: return std::ranges::all_of(operands_, holds);
    case Kind::any: return std::ranges::any_of(operands_, holds);
    case Kind::negation: return !holds(operands_.front());
    case Kind::literal: return literal_;
    case Kind::option: return cfgs.contains(option_);
  }
  return false;
}

Result<TargetSelector> TargetSelector::parse(std::string_view key) {
  TargetSelector selector;
  if (key.starts_with("cfg(") && key.ends_with(')')) {
    BUILDSTD_TRY(selector.expression_, CfgExpr::parse(key));
  } else {
    selector.triple_ = key;
  }
  return selector;
}

bool TargetSelector::matches(std::string_view target, const CfgSet& cfgs) const {
  return expression_ ? expression_->matches(cfgs) : target == triple_;
}

}  // namespace buildstd
