#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Programs built in both of Cargo's usual profiles run: unwinding, threads, TLS, HashMap, net and process.
. "$(dirname "$0")/common.bash"

new_package everything
cat >src/main.rs <<'END'
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

thread_local!(static OWN: Cell<u32> = const { Cell::new(1) });

fn main() {
    assert!(std::panic::catch_unwind(|| panic!("caught")).is_err());

    OWN.set(2);
    assert_eq!(thread::spawn(|| OWN.get()).join().unwrap(), 1);
    assert_eq!(OWN.get(), 2);

    let squares: HashMap<u32, u32> = (0..100).map(|n| (n, n * n)).collect();
    assert_eq!(squares[&12], 144);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let client = thread::spawn(move || TcpStream::connect(address).unwrap().write_all(b"over the net").unwrap());
    let mut received = String::new();
    listener.accept().unwrap().0.read_to_string(&mut received).unwrap();
    client.join().unwrap();

    let child = Command::new("echo").arg(received).stdout(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    print!("child said: {}", String::from_utf8(output.stdout).unwrap());
}
END

run with_std "$CARGO" run
contains "child said: over the net"
run with_std "$CARGO" run --release
contains "child said: over the net"
