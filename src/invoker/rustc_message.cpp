// SPDX-License-Identifier: MIT
#include "invoker/rustc_message.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace buildstd::invoker {

namespace {

// Far more than any of rustc's, whatever the types that it names.
constexpr std::size_t longest_message = 4U << 20;

/// Reads the strings that a message is known by from its outermost object, and nothing else: a document of the message
/// would take many times the memory of its text.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::string type, emitted, rendered;

  bool null() override { return forget(); }
  bool boolean(bool) override { return forget(); }
  bool number_integer(number_integer_t) override { return forget(); }
  bool number_unsigned(number_unsigned_t) override { return forget(); }
  bool number_float(number_float_t, const string_t&) override { return forget(); }
  bool binary(binary_t&) override { return forget(); }
  bool string(string_t& value) override {
    if (member_ != nullptr) *member_ = std::move(value);
    return forget();
  }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    member_ = name == "$message_type" ? &type : name == "emit" ? &emitted : name == "rendered" ? &rendered : nullptr;
    return true;
  }
  bool start_object(std::size_t) override { return deeper(); }
  bool end_object() override { return shallower(); }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override { return shallower(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

 private:
  bool forget() {
    member_ = nullptr;
    return true;
  }
  bool deeper() {
    member_ = nullptr;
    return ++depth_ <= deepest_json;
  }
  bool shallower() {
    --depth_;
    return true;
  }

  std::string* member_ = nullptr;  // whose value comes next
  std::size_t depth_ = 0;
};

}  // namespace

RustcMessage parse_rustc_message(std::string_view line) {
  Reader reader;
  const bool is_message = line.starts_with('{') && line.size() <= longest_message &&
                          nlohmann::json::sax_parse(line, &reader) && !reader.type.empty();
  if (!is_message) return {RustcMessage::Kind::text, std::string(line) + "\n"};
  if (reader.type == "artifact") {
    const bool is_metadata = reader.emitted == "metadata";
    return {is_metadata ? RustcMessage::Kind::metadata_artifact : RustcMessage::Kind::other, {}};
  }
  if (reader.type == "diagnostic") return {RustcMessage::Kind::diagnostic, std::move(reader.rendered)};
  return {RustcMessage::Kind::other, {}};
}

}  // namespace buildstd::invoker
