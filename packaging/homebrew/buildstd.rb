# SPDX-License-Identifier: MIT
# For a tap. A release's workflow writes the version and the sum of its source archive into it (`packaging/formula`).
class Buildstd < Formula
  desc "Builds Rust's standard library from source on a stable toolchain"
  homepage "https://github.com/buildstd/buildstd"
  url "https://github.com/buildstd/buildstd/archive/refs/tags/v@VERSION@.tar.gz"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "cli11" => :build
  depends_on "cmake" => :build
  depends_on "ninja" => :build
  depends_on "nlohmann-json" => :build
  depends_on "pkgconf" => :build
  depends_on "tomlplusplus" => :build
  depends_on "curl"
  depends_on "fmt"
  depends_on "libarchive"
  depends_on "libuv"
  depends_on "openssl@3"
  depends_on "xxhash"
  depends_on "zstd"

  # `buildstd verify` reads object files with LLVM, which is large: `brew install llvm`, and build from a clone.
  def install
    system "cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DBUILDSTD_TESTS=OFF", "-DBUILDSTD_EXAMPLES=OFF",
           "-DBUILDSTD_VERIFY=OFF", *std_cmake_args
    system "cmake", "--build", "build"
    system "cmake", "--install", "build", "--component", "runtime"
  end

  test do
    assert_equal "buildstd #{version}", shell_output("#{bin}/buildstd --version").strip
  end
end
