// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace buildstd::verify {

/// The style of the HTML page. Colors come in pairs, for light and dark; what they say is also said in words.
inline constexpr std::string_view html_style = R"css(
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --line: #d8dce3; --text: #1b1f27; --quiet: #59616f; --link: #1a56c4;
  --good: #17693a; --good-back: #e0f3e7; --near: #1d5f85; --near-back: #e0f0f9;
  --code: #7a5200; --code-back: #fbeecd; --bad: #a5211b; --bad-back: #fde5e2;
  --good-bar: #2f8f57; --near-bar: #3f86ad; --code-bar: #c48a17; --bad-bar: #c23a33; --other-bar: #7b8391;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --panel: #1c2027; --line: #363c47; --text: #e6e9ee; --quiet: #a3abb8; --link: #8ab4ff;
    --good: #7fd6a1; --good-back: #15301f; --near: #86c8ee; --near-back: #12303f;
    --code: #f0c466; --code-back: #382b0d; --bad: #ff9d94; --bad-back: #42191a;
    --good-bar: #3f9e68; --near-bar: #4c95bc; --code-bar: #b98a2f; --bad-bar: #c9564f; --other-bar: #7b8391;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 3.5rem; }
body { margin: 0 auto; padding: 0 1.25rem 4rem; max-width: 76rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, .number { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .9em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5rem 1rem; z-index: 2; }
header { padding-top: 2rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1.1rem; margin: 0; display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; }
.lead { font-size: 1.1rem; margin: 0 0 1.25rem; }
.quiet { color: var(--quiet); }
.bar { display: flex; gap: 2px; height: .8rem; border-radius: .4rem; overflow: hidden; margin: 0 0 .75rem; }
.bar span { min-width: 4px; }
.bar .identical { background: var(--good-bar); } .bar .hashes { background: var(--near-bar); }
.bar .code { background: var(--code-bar); } .bar .different, .bar .unreadable { background: var(--bad-bar); }
.bar .missing-here, .bar .only-here { background: var(--other-bar); }
.counts { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1.25rem; padding: 0; }
.tag { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; white-space: nowrap;
  background: var(--panel); color: var(--text); border: 1px solid transparent; text-decoration: none; }
a.tag:hover { border-color: currentColor; }
.tag.identical { background: var(--good-back); color: var(--good); } .tag.hashes { background: var(--near-back); color: var(--near); }
.tag.code { background: var(--code-back); color: var(--code); }
.tag.different, .tag.unreadable { background: var(--bad-back); color: var(--bad); }
.tag.missing-here, .tag.only-here { border-color: var(--line); }
dl.sides { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dl.sides dt { color: var(--quiet); } dl.sides dd { margin: 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; }
@media (min-width: 70rem) { .scroll.wide { overflow: visible; } }
table { border-collapse: collapse; width: 100%; min-width: 64rem; font-size: .93rem; }
th, td { text-align: left; padding: .4rem .8rem; border-top: 1px solid var(--line); vertical-align: baseline; }
thead th { background: var(--panel); position: sticky; top: 0; z-index: 1; border-top: 0; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 600; } .number { font-size: .88em; white-space: nowrap; }
tbody tr:target { background: var(--panel); }
section.crate { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.1rem; margin: 0 0 1rem; }
section.crate:target { border-color: var(--link); }
section.crate ul { margin: .5rem 0; padding-left: 1.2rem; }
.unknown { color: var(--bad); font-weight: 600; }
details { margin-top: .6rem; } summary { cursor: pointer; color: var(--link); width: fit-content; }
.differences { list-style: none; padding: 0 !important; font-size: .92rem; }
.differences li { display: grid; grid-template-columns: 6rem 1fr 9rem; gap: 0 .8rem;
  border-top: 1px solid var(--line); padding: .35rem 0; align-items: baseline; }
.differences .kind, .differences .why { color: var(--quiet); } .differences .why.unknown { color: var(--bad); }
.differences .detail { grid-column: 2 / -1; color: var(--quiet); }
.words { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.25rem; align-items: baseline; }
.words dd { margin: 0; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; }
@media (max-width: 40rem) {
  .differences li { grid-template-columns: 1fr; } .differences .detail { grid-column: auto; }
  .words, dl.sides { grid-template-columns: 1fr; gap: .15rem; } .words dd { margin-bottom: .6rem; }
}
@media print { .scroll { overflow: visible; } thead th { position: static; } section.crate { break-inside: avoid; } }
)css";

}  // namespace buildstd::verify
