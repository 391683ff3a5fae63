// SPDX-License-Identifier: MIT
#include "toml_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace buildstd::differential {

namespace {

bool is_bare(std::string_view key) {
  constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  return !key.empty() && key.find_first_not_of(bare) == key.npos;
}

bool fits_literal(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return c == '\'' || (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

std::string escaped(char c, Random& random) {
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\t': return random.chance(50) ? "\\t" : "\t";
    case 0x1B: return random.chance(50) ? "\\e" : "\\u001b";
    default: break;
  }
  std::array<char, 16> code{};
  const bool short_form = random.chance(50);
  (void)std::snprintf(code.data(), code.size(), short_form ? "\\x%02x" : "\\U%08X", static_cast<unsigned char>(c));
  return code.data();
}

std::string basic(const std::string& text, Random& random) {
  std::string out;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    const bool needs = c == '"' || c == '\\' || code < 0x20 || code == 0x7F;
    out += needs || (code < 0x80 && random.chance(3)) ? escaped(c, random) : std::string(1, c);
  }
  return out;
}

/// Writes one document.
class Writer {
 public:
  explicit Writer(Random& random) : random_(random) {}

  std::string document(const Tree& root) {
    table(root, "");
    return std::move(out_);
  }

 private:
  void line(const std::string& text) {
    if (random_.chance(5)) out_ += "# a comment, 'quoted'\n";
    out_ += (random_.chance(10) ? "  " : "") + text + (random_.chance(8) ? " # why" : "") + newline_;
  }

  std::string equals() { return random_.chance(20) ? "=" : random_.chance(10) ? "\t=  " : " = "; }

  std::string inline_table(const Tree& tree) {
    // Line ends and a last comma are TOML 1.1.
    const std::string gap = random_.chance(20) ? "\n  " : " ";
    std::string text = "{" + gap;
    bool first = true;
    for (const auto& [key, member] : tree.members) {
      if (!first) text += "," + gap;
      first = false;
      text += write_key(key, random_) + equals() + (member.value.empty() ? inline_table(member) : member.value);
    }
    if (!first && random_.chance(15)) text += ",";
    return text + gap + "}";
  }

  void dotted(const Tree& tree, const std::string& prefix) {
    for (const auto& [key, member] : tree.members) {
      const auto name = prefix + (random_.chance(10) ? " . " : ".") + write_key(key, random_);
      if (!member.value.empty()) {
        line(name + equals() + member.value);
      } else if (member.members.empty() || random_.chance(25)) {
        line(name + equals() + inline_table(member));
      } else {
        dotted(member, name);
      }
    }
  }

  void table(const Tree& tree, const std::string& prefix) {
    std::vector<const std::pair<const std::string, Tree>*> headers;
    for (const auto& entry : tree.members) {
      const auto& [key, member] = entry;
      if (!member.value.empty()) {
        line(write_key(key, random_) + equals() + member.value);
      } else if (random_.chance(50)) {
        headers.push_back(&entry);
      } else if (member.members.empty() || random_.chance(40)) {
        line(write_key(key, random_) + equals() + inline_table(member));
      } else {
        dotted(member, write_key(key, random_));
      }
    }
    for (const auto* entry : headers) {
      const auto name = prefix + write_key(entry->first, random_);
      line("[" + std::string(random_.chance(10) ? " " : "") + name + "]");
      table(entry->second, name + ".");
    }
  }

  Random& random_;
  std::string out_;
  std::string newline_ = random_.chance(5) ? "\r\n" : "\n";
};

}  // namespace

void insert(Tree& root, const std::vector<std::string>& path, std::string value) {
  auto* tree = &root;
  for (const auto& part : path) {
    if (!tree->value.empty()) return;
    tree = &tree->members[part];
  }
  if (tree->value.empty() && tree->members.empty()) tree->value = std::move(value);
}

std::string write_toml(const Tree& root, Random& random) { return Writer(random).document(root); }

std::string write_key(const std::string& key, Random& random) {
  if (is_bare(key) && !random.chance(15)) return key;
  if (fits_literal(key) && random.chance(50)) return "'" + key + "'";
  return "\"" + basic(key, random) + "\"";
}

std::string write_string(const std::string& text, Random& random) {
  if (fits_literal(text) && random.chance(40)) return "'" + text + "'";
  if (random.chance(5)) return "\"\"\"\n" + basic(text, random) + "\"\"\"";
  if (fits_literal(text) && random.chance(5)) return "'''" + text + "'''";
  return "\"" + basic(text, random) + "\"";
}

}  // namespace buildstd::differential
