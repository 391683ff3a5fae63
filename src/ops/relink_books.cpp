// SPDX-License-Identifier: MIT
#include "ops/relink_books.hpp"

#include <algorithm>

#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

namespace {

// Bootstrap: core/build_steps/doc.rs, `book!` and what else is put beside std's documentation.
constexpr std::string_view books[] = {"book/",        "cargo/",   "edition-guide/", "embedded-book/",
                                      "error_codes/", "nomicon/", "reference/",     "rust-by-example/",
                                      "rustc/",       "rustdoc/", "style-guide/",   "unstable-book/"};
constexpr std::string_view link = "href=\"../";
constexpr std::string_view up = "../";

}  // namespace

std::string relink_books(std::string_view page, std::string_view published, const std::vector<std::string>& absent) {
  const auto is_elsewhere = [&](std::string_view path) {
    const auto starts = [&](std::string_view folder) { return path.starts_with(folder); };
    return std::ranges::any_of(books, starts) || std::ranges::any_of(absent, [&](const auto& crate) {
             return starts(crate) && path.substr(crate.size()).starts_with('/');
           });
  };
  std::string relinked;
  for (;;) {
    const auto at = page.find(link);
    if (at == std::string_view::npos) break;
    const auto start = at + link.size() - up.size();
    auto rest = page.substr(start);
    while (rest.starts_with(up)) rest.remove_prefix(up.size());
    relinked += page.substr(0, start);
    if (is_elsewhere(rest)) {
      relinked += published;
    } else {
      relinked += page.substr(start, page.size() - start - rest.size());
    }
    page = rest;
  }
  relinked += page;
  return relinked;
}

Result<void> relink_books_below(const std::filesystem::path& folder, std::string_view published,
                                const std::vector<std::string>& absent) {
  BUILDSTD_TRY(const auto files, fs::list_recursively(folder));
  for (const auto& file : files) {
    if (file.extension() != ".html") continue;
    BUILDSTD_TRY(const auto page, fs::read(folder / file));
    const auto relinked = relink_books(page, published, absent);
    if (relinked != page) BUILDSTD_CHECK(fs::write_atomically(folder / file, relinked));
  }
  return {};
}

}  // namespace buildstd::ops
