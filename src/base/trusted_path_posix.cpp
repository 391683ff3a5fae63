// SPDX-License-Identifier: MIT
#include "base/trusted_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <climits>
#include <deque>
#include <string>

#include "buildstd/base/text.hpp"

namespace buildstd::fs {

#ifdef O_PATH
const int open_for_reaching = O_PATH | O_CLOEXEC;
#else  // macOS; there a link is opened by O_SYMLINK
const int open_for_reaching = O_RDONLY | O_CLOEXEC;
#endif

namespace {

Error belongs_to_another(const Path& path) { return Error(fmt::format("`{}` belongs to another user", path.string())); }
Error others_may_write(const Path& path) { return Error(fmt::format("others may write to `{}`", path.string())); }

bool is_trusted_owner(const struct ::stat& status) { return status.st_uid == 0 || status.st_uid == ::geteuid(); }

// A directory on the way: whoever may exchange what is in it could lead elsewhere.
Result<void> check_passed(const struct ::stat& status, const Path& path) {
  if (!S_ISDIR(status.st_mode)) return fail(Error(fmt::format("`{}` is not a directory", path.string())));
  if (!is_trusted_owner(status)) return fail(belongs_to_another(path));
  const bool only_owners_rename = (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & others_write) != 0 && !only_owners_rename)
    return fail(others_may_write(path).help(
        fmt::format("take the permission from them: `chmod go-w {}`", text::shell_quote(path.string()))));
  return {};
}

// What others could have put there or changed is not known.
Result<void> check_reached(const struct ::stat& status, const Path& path) {
  if (!S_ISDIR(status.st_mode)) return fail(Error(fmt::format("`{}` is not a directory", path.string())));
  auto own = check_own(status, path, 0);
  if (own || status.st_uid != ::geteuid()) return own;
  return fail(std::move(own.error())
                  .help(fmt::format("remove it, as others may have changed what is in it: `rm -rf {}`",
                                    text::shell_quote(path.string()))));
}

/// The way along a path: the directory that has been reached, and what is left of the path.
class Walk {
 public:
  Walk(const Path& path, const std::optional<Path>& create_below) {
    std::ptrdiff_t to_be_there = create_below ? std::distance(create_below->begin(), create_below->end()) : PTRDIFF_MAX;
    for (const auto& part : path) {
      --to_be_there;
      if (is_step(part)) rest_.push_back({part.string(), to_be_there < 0});
    }
  }

  Result<TrustedPath> run() {
    while (!rest_.empty()) {
      auto part = std::move(rest_.front());
      rest_.pop_front();
      BUILDSTD_CHECK(part.name == "/" ? go_to_root() : go_to(part));
    }
    if (resolved_ == "/") BUILDSTD_CHECK(check_reached(status_, resolved_));
    return TrustedPath{std::move(reached_), std::move(resolved_)};
  }

 private:
  struct Part {
    std::string name;
    bool may_create;
  };

  // The last step is looked at with other eyes: there must be none that leads nowhere behind it.
  static bool is_step(const Path& part) { return !part.empty() && part != "."; }

  Result<void> go_to_root() {
    Descriptor root(retrying([] { return ::open("/", open_for_reaching | O_DIRECTORY); }));
    if (!root.is_open() || ::fstat(root.get(), &status_) != 0) return failure("open", "/", last_error());
    reached_ = std::move(root);
    resolved_ = "/";
    return check_passed(status_, resolved_);
  }

  Result<void> go_to(const Part& part) {
    const auto path = part.name == ".." ? resolved_.parent_path() : resolved_ / part.name;
    BUILDSTD_TRY(auto next, open(part, path));
    struct ::stat status{};
    if (::fstat(next.get(), &status) != 0) return failure("open", path, last_error());
    if (S_ISLNK(status.st_mode)) return follow(part, next, status, path);
    BUILDSTD_CHECK(rest_.empty() ? check_reached(status, path) : check_passed(status, path));
    reached_ = std::move(next);
    status_ = status;
    resolved_ = path;
    return {};
  }

  Result<Descriptor> open(const Part& part, const Path& path) {
#ifdef O_SYMLINK
    constexpr int itself = O_SYMLINK;
#else
    constexpr int itself = O_NOFOLLOW;
#endif
    const auto open = [&] { return ::openat(reached_.get(), part.name.c_str(), open_for_reaching | itself); };
    Descriptor next(retrying(open));
    if (!next.is_open() && errno == ENOENT && part.may_create) {
      const int made = retrying([&] { return ::mkdirat(reached_.get(), part.name.c_str(), S_IRWXU); });
      if (made != 0 && errno != EEXIST) return failure("create directory", path, last_error());
      next = Descriptor(retrying(open));
    }
    if (!next.is_open()) return failure("open", path, last_error());
    return next;
  }

  Result<void> follow(const Part& part, const Descriptor& link, const struct ::stat& status, const Path& path) {
    constexpr int most_links = 40;  // as Linux has it
    if (!is_trusted_owner(status))
      return fail(Error(fmt::format("`{}` is a symbolic link that belongs to another user", path.string())));
    if (++links_ > most_links)
      return failure("open", path, std::make_error_code(std::errc::too_many_symbolic_link_levels));
    std::string target(PATH_MAX, '\0');
#ifdef O_PATH
    const auto length = ::readlinkat(link.get(), "", target.data(), target.size());
    (void)part;
#else
    const auto length = ::readlinkat(reached_.get(), part.name.c_str(), target.data(), target.size());
    (void)link;
#endif
    if (length < 0) return failure("read the link", path, last_error());
    target.resize(static_cast<std::size_t>(length));
    std::deque<Part> parts;
    for (const auto& step : Path(target)) {
      if (is_step(step)) parts.push_back({step.string(), false});
    }
    rest_.insert(rest_.begin(), parts.begin(), parts.end());
    return {};
  }

  std::deque<Part> rest_;
  Descriptor reached_;
  struct ::stat status_{};
  Path resolved_;
  int links_ = 0;
};

}  // namespace

Result<void> check_own(const struct ::stat& status, const Path& path, unsigned tolerated) {
  if (status.st_uid != ::geteuid()) return fail(belongs_to_another(path));
  if ((status.st_mode & others_write & ~tolerated) != 0) return fail(others_may_write(path));
  return {};
}

Result<TrustedPath> follow_trusted_path(const Path& path, const std::optional<Path>& create_below) {
  return Walk(path, create_below).run();
}

}  // namespace buildstd::fs
