// SPDX-License-Identifier: MIT
#include "verify/archive.hpp"

#include <fmt/format.h>
#include <llvm/Object/Archive.h>

#include <algorithm>

#include "base/archive.hpp"
#include "buildstd/base/text.hpp"
#include "verify/llvm_result.hpp"

namespace buildstd::verify {

namespace {

Error broken(const std::string& where, Error cause) {
  return std::move(cause).context(fmt::format("could not read the archive `{}`", text::printable(where)));
}

// LLVM takes a member's word for how long its name of BSD's kind (`#1/LENGTH`, before the content) is. Where no header
// is, LLVM goes no further either, and says so.
Result<void> check_members(std::string_view archive) {
  ArchiveWalk walk(archive);
  while (walk.next()) continue;
  if (walk.fault() == ArchiveWalk::Fault::past_end) return fail(Error("a member goes past the end"));
  return {};
}

Result<void> check(std::string_view archive) {
  if (archive.starts_with("!<thin>\n"))
    return fail(Error("it is a thin archive, which only names its members; rustc makes none"));
  return archive.starts_with("!<arch>\n") ? check_members(archive) : Result<void>();
}

Result<Member> member_of(const llvm::object::Archive::Child& child) {
  BUILDSTD_TRY(const auto name, from_llvm(child.getName()));
  BUILDSTD_TRY(const auto bytes, from_llvm(child.getBuffer()));
  return Member{name.str(), member_kind({name.data(), name.size()}), {bytes.data(), bytes.size()}};
}

}  // namespace

MemberKind member_kind(std::string_view name) {
  if (name == "lib.rmeta" || name == "rust.metadata.bin") return MemberKind::metadata;
  if (name == "lib.rmeta-link") return MemberKind::metadata_link;
  return name.ends_with(".rcgu.o") ? MemberKind::rustc_object : MemberKind::foreign;
}

Result<FileBytes> map_file(const fs::Path& path) {
  const auto failure = fmt::format("could not read `{}`", text::printable(path.string()));
  if (!fs::is_file(path)) return fail(Error("it is no regular file").context(failure));
  auto buffer = llvm::MemoryBuffer::getFile(path.string(), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) return fail(Error(buffer.getError().message()).context(failure));
  return std::move(*buffer);
}

std::string_view view(const FileBytes& bytes) { return {bytes->getBufferStart(), bytes->getBufferSize()}; }

Result<std::vector<Member>> archive_members(std::string_view archive, const std::string& where) {
  if (auto sound = check(archive); !sound) return fail(broken(where, std::move(sound).error()));
  auto opened = llvm::object::Archive::create(llvm::MemoryBufferRef(llvm::StringRef(archive), where));
  if (!opened) return fail(broken(where, from_llvm(opened.takeError())));
  std::vector<Member> members;
  auto problem = llvm::Error::success();
  for (const auto& child : (*opened)->children(problem)) {
    auto member = member_of(child);
    if (!member) {
      llvm::consumeError(std::move(problem));
      return fail(broken(where, std::move(member).error()));
    }
    // AIX's archives chain their members by offsets, which may lead in a circle.
    constexpr std::size_t smallest_member = 60;
    if (members.size() > archive.size() / smallest_member) {
      llvm::consumeError(std::move(problem));
      return fail(broken(where, Error("it has more members than there is room for")));
    }
    members.push_back(*std::move(member));
  }
  if (problem) return fail(broken(where, from_llvm(std::move(problem))));
  return members;
}

}  // namespace buildstd::verify
