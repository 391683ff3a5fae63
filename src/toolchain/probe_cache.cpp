// SPDX-License-Identifier: MIT
#include "toolchain/probe_cache.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace buildstd::toolchain {

namespace {

constexpr int format = 2;
// Each set of flags is a question, and flags may have a build's number in them. An answer has up to 10 KB.
constexpr std::size_t most_answers = 500;

}  // namespace

void ProbeCache::load(const fs::KeptFile& file) {
  const auto content = file.read();
  if (!content) return;
  const auto json = nlohmann::json::parse(*content, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return;
  const auto answers = json.find("answers");
  if (answers == json.end() || !answers->is_object()) return;
  compiler_ = Compiler{json_text(json, "selection"), json_text(json, "rustc"), json_text(json, "sysroot"),
                       json_text(json, "driver"), json_text(json, "states")};
  for (const auto& [question, answer] : answers->items()) {
    if (answer.is_string()) answers_.emplace(question, answer.get<std::string>());
  }
}

void ProbeCache::save(const fs::KeptFile& file) const {
  if (!compiler_) return;
  const nlohmann::json json = {{"format", format},
                               {"selection", compiler_->selection},
                               {"rustc", compiler_->rustc.string()},
                               {"sysroot", compiler_->sysroot.string()},
                               {"driver", compiler_->driver.string()},
                               {"states", compiler_->states},
                               {"answers", answers_}};
  file.write(json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void ProbeCache::set_compiler(Compiler compiler) {
  const bool same = compiler_ && compiler_->rustc == compiler.rustc && compiler_->states == compiler.states;
  if (!same) answers_.clear();
  changed_ = changed_ || !same || compiler_->selection != compiler.selection;
  compiler_ = std::move(compiler);
}

const std::string* ProbeCache::find(const std::string& question) const {
  const auto found = answers_.find(question);
  return found == answers_.end() ? nullptr : &found->second;
}

void ProbeCache::add(std::string question, std::string answer) {
  if (answers_.size() >= most_answers) answers_.clear();
  answers_.insert_or_assign(std::move(question), std::move(answer));
  changed_ = true;
}

}  // namespace buildstd::toolchain
