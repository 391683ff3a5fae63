// SPDX-License-Identifier: MIT
#include "verify/wire.hpp"

#include <nlohmann/json.hpp>

// nlohmann/json's way to tell how types of ours are written: functions beside each type.
namespace buildstd::verify {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CompileUnit, name, directory)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(BytesComparison, same, same_but_hashes, size_there, size_here)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FileReport, there, here, bytes, sha256_there, sha256_here)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Tally, there, here, same, same_code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Difference, kind, what, name, detail, reason, about)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CodeComparison, functions, data, constants, debug_info_same, bitcode_same,
                                   differences)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Reason, kind, about, there, here)

namespace {

using nlohmann::json;

template <class T>
void put(json& out, const char* name, const std::optional<T>& value) {
  if (value) out[name] = *value;
}
template <class T>
void take(const json& in, const char* name, std::optional<T>& value) {
  if (const auto found = in.find(name); found != in.end()) value = found->template get<T>();
}

json files_json(const CrateFiles& files) {
  json out = {{"name", files.name}, {"extra_filename", files.extra_filename}, {"rlib", files.rlib}};
  put(out, "rmeta", files.rmeta);
  return out;
}

CrateFiles files_of(const json& in) {
  CrateFiles files;
  files.name = in.at("name");
  files.extra_filename = in.at("extra_filename");
  files.rlib = in.at("rlib");
  take(in, "rmeta", files.rmeta);
  return files;
}

}  // namespace

static void to_json(json& out, const CrateEvidence& crate) {
  out = {{"files", files_json(crate.files)},
         {"metadata", crate.metadata},
         {"rustc_version", crate.rustc_version},
         {"target", crate.target},
         {"build_directory", crate.build_directory},
         {"codegen_units", crate.codegen_units},
         {"debuginfo", crate.debuginfo},
         {"dwarf_version", crate.dwarf_version},
         {"producer", crate.producer},
         {"compile_units", crate.compile_units},
         {"bitcode", crate.bitcode},
         {"mangling", crate.mangling},
         {"foreign_objects", crate.foreign_objects},
         {"c_compiler", crate.c_compiler},
         {"c_protection", crate.c_protection},
         {"annotate_moves", crate.annotate_moves},
         {"frame_pointers", crate.frame_pointers},
         {"overflow_checks", crate.overflow_checks},
         {"stack_protector", crate.stack_protector},
         {"dependency_versions", crate.dependency_versions}};
  put(out, "disambiguator", crate.disambiguator);
  put(out, "stable_crate_id", crate.stable_crate_id);
  put(out, "version", crate.version);
}

static void from_json(const json& in, CrateEvidence& crate) {
  crate.files = files_of(in.at("files"));
  in.at("metadata").get_to(crate.metadata);
  in.at("rustc_version").get_to(crate.rustc_version);
  in.at("target").get_to(crate.target);
  in.at("build_directory").get_to(crate.build_directory);
  in.at("codegen_units").get_to(crate.codegen_units);
  in.at("debuginfo").get_to(crate.debuginfo);
  in.at("dwarf_version").get_to(crate.dwarf_version);
  in.at("producer").get_to(crate.producer);
  in.at("compile_units").get_to(crate.compile_units);
  in.at("bitcode").get_to(crate.bitcode);
  in.at("mangling").get_to(crate.mangling);
  in.at("foreign_objects").get_to(crate.foreign_objects);
  in.at("c_compiler").get_to(crate.c_compiler);
  in.at("c_protection").get_to(crate.c_protection);
  in.at("annotate_moves").get_to(crate.annotate_moves);
  in.at("frame_pointers").get_to(crate.frame_pointers);
  in.at("overflow_checks").get_to(crate.overflow_checks);
  in.at("stack_protector").get_to(crate.stack_protector);
  in.at("dependency_versions").get_to(crate.dependency_versions);
  take(in, "disambiguator", crate.disambiguator);
  take(in, "stable_crate_id", crate.stable_crate_id);
  take(in, "version", crate.version);
}

namespace {

std::string written(const json& value) {
  const auto bytes = json::to_cbor(value);
  return {bytes.begin(), bytes.end()};
}

// A process that a damaged file has led astray may send anything.
template <class Read>
auto read(std::string_view bytes, Read&& read) -> Result<decltype(read(json()))> {
  try {
    return read(json::from_cbor(bytes));
  } catch (const json::exception& problem) {
    return fail(Error("the process that read it has sent something else than what it found")
                    .caused_by(std::string(problem.what())));
  }
}

}  // namespace

std::string error_to_wire(const Error& error) {
  return written({{"message", error.message()}, {"causes", error.causes()}, {"helps", error.helps()}});
}

Error error_from_wire(std::string_view bytes) {
  auto error = read(bytes, [](const json& in) {
    Error made(in.at("message").get<std::string>());
    for (const auto& cause : in.at("causes")) made = std::move(made).caused_by(cause);
    for (const auto& help : in.at("helps")) made = std::move(made).help(help);
    return made;
  });
  return error ? *std::move(error) : std::move(error).error();
}

std::string to_wire(const CrateFacts& facts) {
  json out = {{"evidence", facts.evidence}};
  put(out, "hash", facts.hash);
  return written(out);
}

Result<CrateFacts> facts_from_wire(std::string_view bytes) {
  return read(bytes, [](const json& in) {
    CrateFacts facts;
    in.at("evidence").get_to(facts.evidence);
    take(in, "hash", facts.hash);
    return facts;
  });
}

std::string to_wire(const CrateReport& report) {
  json out = {{"name", report.name},
              {"verdict", report.verdict},
              {"rlib", report.rlib},
              {"metadata", report.metadata},
              {"reasons", report.reasons},
              {"dependencies", report.dependencies},
              {"hash_reasons", report.hash_reasons},
              {"files", report.files}};
  put(out, "code", report.code);
  return written(out);
}

Result<CrateReport> report_from_wire(std::string_view bytes) {
  return read(bytes, [](const json& in) {
    CrateReport report;
    in.at("name").get_to(report.name);
    in.at("verdict").get_to(report.verdict);
    in.at("rlib").get_to(report.rlib);
    in.at("metadata").get_to(report.metadata);
    in.at("reasons").get_to(report.reasons);
    in.at("dependencies").get_to(report.dependencies);
    in.at("hash_reasons").get_to(report.hash_reasons);
    in.at("files").get_to(report.files);
    take(in, "code", report.code);
    return report;
  });
}

std::string to_wire(const FileReport& report) { return written(report); }

Result<FileReport> file_report_from_wire(std::string_view bytes) {
  return read(bytes, [](const json& in) { return in.get<FileReport>(); });
}

}  // namespace buildstd::verify
