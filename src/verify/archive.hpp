// SPDX-License-Identifier: MIT
#pragma once

#include <llvm/Support/MemoryBuffer.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/fs.hpp"

/// Reading what a Rust library file holds: an archive's members.
namespace buildstd::verify {

/// What an archive's member is to rustc, by its name alone (rustc_codegen_ssa/src/back/link.rs names them).
enum class MemberKind {
  metadata,       ///< `lib.rmeta`: the crate's metadata, or a stub that refers to the `.rmeta` file beside
  metadata_link,  ///< `lib.rmeta-link`, since 1.97
  rustc_object,   ///< `*.rcgu.o`: one codegen unit
  foreign,        ///< what `-l static=…` bundled
};
MemberKind member_kind(std::string_view name);

/// One member; its bytes belong to the library's file.
struct Member {
  std::string name;
  MemberKind kind = MemberKind::foreign;
  std::string_view bytes;
};

/// A file mapped into memory.
using FileBytes = std::unique_ptr<llvm::MemoryBuffer>;
Result<FileBytes> map_file(const fs::Path& path);
std::string_view view(const FileBytes& bytes);

/// The members of an archive, in their order. `where` names it in errors.
Result<std::vector<Member>> archive_members(std::string_view archive, const std::string& where);

}  // namespace buildstd::verify
