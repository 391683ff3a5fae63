// SPDX-License-Identifier: MIT
// The program is what build.rs has linked in: src/cli/main.cpp has `main`.
#![no_main]
