#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The standard library takes part in fat and in thin link-time optimisation.
. "$(dirname "$0")/common.bash"

new_package optimised $'[profile.fat]\ninherits = "release"\nlto = "fat"\n[profile.thin]\ninherits = "release"\nlto = "thin"'
echo 'fn main() { println!("sorted: {:?}", { let mut v = vec![3, 1, 2]; v.sort(); v }) }' >src/main.rs

for profile in fat thin; do
  run with_std "$CARGO" run --profile $profile
  contains "sorted: [1, 2, 3]"
done
