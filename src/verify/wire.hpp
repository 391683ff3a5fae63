// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "verify/compare.hpp"
#include "verify/loaded_crate.hpp"

/// How results go from one process to another: CBOR, which keeps bytes that are no UTF-8 as they are.
namespace buildstd::verify {

std::string error_to_wire(const Error& error);
Error error_from_wire(std::string_view bytes);

std::string to_wire(const CrateFacts& facts);
Result<CrateFacts> facts_from_wire(std::string_view bytes);

std::string to_wire(const CrateReport& report);
Result<CrateReport> report_from_wire(std::string_view bytes);

std::string to_wire(const FileReport& report);
Result<FileReport> file_report_from_wire(std::string_view bytes);

}  // namespace buildstd::verify
