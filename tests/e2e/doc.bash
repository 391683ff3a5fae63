#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `doc`, then `exec -- cargo doc`: the project's pages lead to std's beside them, no local link of either is broken, and
# a browser shows both. No unstable flag is given to Cargo or to the project's rustdoc.
. "$(dirname "$0")/common.bash"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "there is no Chromium"

new_package documented
cat >src/lib.rs <<'END'
//! Keeps words; see [`std::sync::Arc`] and [`core::fmt`].
use std::collections::HashMap;
/// Words by their length.
#[derive(Clone, Debug, Default)]
pub struct Words(pub HashMap<usize, Vec<String>>);
impl IntoIterator for Words {
    type Item = (usize, Vec<String>);
    type IntoIter = std::collections::hash_map::IntoIter<usize, Vec<String>>;
    fn into_iter(self) -> Self::IntoIter { self.0.into_iter() }
}
END
run "$BUILDSTD" doc --target "$host"
std_page=$(tail -n 1 "$work/output")
pages=$PWD/target/$host/doc
same "$pages/std/index.html" "$std_page"
run with_std "$CARGO" doc --target-dir target
contains "$pages/documented/index.html"
# Again: nothing to do.
run "$BUILDSTD" doc --target "$host"
lacks Documenting
run with_std "$CARGO" doc --target-dir target -v
contains "Fresh documented"

# Each local link of the project's pages, and of the pages that they lead to.
python3 - "$pages" <<'END'
import html.parser, pathlib, sys, urllib.parse

pages = pathlib.Path(sys.argv[1]).resolve()


class Links(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.page, self.links, self.anchors = page, [], set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.add(attributes.get("id"))
        link = attributes.get("href" if tag in ("a", "link") else "src" if tag in ("script", "img") else None)
        if link:
            self.links.append(link)


def local(links):
    for link in links.links:
        url = urllib.parse.urlsplit(link)
        if not url.scheme and not url.netloc and url.path:
            yield link, (links.page.parent / urllib.parse.unquote(url.path)).resolve()


checked, broken = 0, []
seen = set()
level = sorted((pages / "documented").rglob("*.html"))
for depth in range(2):
    found = set()
    for page in level:
        seen.add(page)
        for link, file in local(Links(page)):
            checked += 1
            if not file.is_file():
                broken.append(f"{page.relative_to(pages)}: {link}")
            elif file.suffix == ".html":
                found.add(file)
    level = sorted(found - seen)
assert not broken, "broken:\n" + "\n".join(broken[:20])
crates = {page.relative_to(pages).parts[0] for page in seen}
assert {"std", "core", "alloc", "documented"} <= crates, crates
print(f"{checked} local links on {len(seen)} pages of {sorted(crates)}")
END

# show PAGE TEXT...: what the browser makes of it, without an error of its own.
show() {
  local page=$1
  shift
  "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$work/browser" --enable-logging=stderr \
    --virtual-time-budget=5000 --dump-dom "file://${page// /%20}" >"$work/output" 2>"$work/log" || fail "the browser ends with $?"
  ! grep -E 'CONSOLE|ERR_FILE_NOT_FOUND' "$work/log" || fail "the browser complains about $page"
  local text
  for text in "$@"; do contains "$text"; done
}
show "$pages/documented/struct.Words.html" '../std/collections/hash/map/struct.HashMap.html' 'Words by their length'
show "$pages/std/collections/hash/map/struct.HashMap.html" 'quadratic probing' 'id="method.insert"'
show "$pages/std/index.html" 'The Rust Standard Library' 'https://doc.rust-lang.org/'
