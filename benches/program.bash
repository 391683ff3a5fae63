# SPDX-License-Identifier: MIT
# Sourced after common.bash: a program with dependencies, and flags by which Cargo builds the same std as buildstd.
host=$("$RUSTC" -vV | sed -n 's/^host: //p')

# make_program FOLDER: tokio (full), serde (derive), clap (derive), regex.
make_program() {
  (
    cd "$1"
    "$cargo" init --quiet --vcs none --name program . 2> /dev/null
    cat >> Cargo.toml << 'E'
tokio = { version = "1", features = ["full"] }
serde = { version = "1", features = ["derive"] }
clap = { version = "4", features = ["derive"] }
regex = "1"
E
    cat > src/main.rs << 'E'
use clap::Parser;
#[derive(Parser, serde::Serialize)]
struct Words { pattern: String, text: String }
#[tokio::main]
async fn main() {
    let words = Words::parse();
    let found = tokio::spawn(async move { regex::Regex::new(&words.pattern).unwrap().is_match(&words.text) });
    println!("{}", found.await.unwrap());
}
E
  )
}

# The flags that buildstd gives `core` beside those that Cargo gives it by itself, which stand in two words.
std_flags() {
  "$buildstd" plan --recipe dist --target "$host" --crates std --format json 2> /dev/null | python3 -c '
import json, sys
core = next(u for u in json.load(sys.stdin)["plans"][0]["units"] if u["crate_name"] == "core")
own = [a for a in core["command"]["arguments"] if a[:2] in ("-C", "-Z") and len(a) > 2 and not a.startswith("-Zcrate-attr")]
print("\x1f".join(dict.fromkeys(own)), end="")'
}
