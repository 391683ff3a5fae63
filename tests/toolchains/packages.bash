# SPDX-License-Identifier: MIT
# Debian's packages without installing them, for `setup` and `compare`. `folder` names where everything goes.

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Where packages come from, and the name of its lists. A mirror that is being updated may lack the backports of an
# architecture; what is only there is not found then.
suites=('trixie trixie-backports' trixie)
lists=apt

# apt with its own lists, its own state and an empty list of installed packages: apt ARCH PROGRAM ARGUMENT...
apt() {
  local root=$folder/$lists-$1 options=(-o Dir="$folder/$lists-$1" -o APT::Sandbox::User= -o "APT::Architecture=$1"
    -o "APT::Architectures=$1") tool=$2
  shift 2
  if [ ! -e "$root/updated" ]; then
    mkdir -p "$root"/etc/apt/{preferences.d,apt.conf.d,trusted.gpg.d} "$root"/var/lib/apt/lists/partial \
      "$root/var/cache/apt/archives/partial" "$root/var/lib/dpkg" "$folder/packages/partial"
    : >"$root/var/lib/dpkg/status"
    local some
    for some in "${suites[@]}"; do
      # shellcheck disable=SC2086
      printf "deb [signed-by=$keyring] $mirror %s main\n" $some >"$root/etc/apt/sources.list"
      apt-get "${options[@]}" -o APT::Update::Error-Mode=any -q update >&2 && break
      [ "$some" != "${suites[-1]}" ] || return 1
    done
    : >"$root/updated"
  fi
  "$tool" "${options[@]}" "$@"
}

# The full version of a package: full_version ARCH PACKAGE VERSION
full_version() {
  apt "$1" apt-cache madison "$2" | awk -F' *\\| *' -v wanted="$3" 'index($2, wanted "+") == 1 { print $2; exit }' |
    grep . || { echo "toolchains: Debian has no $2 $3 for $1 here" >&2 && return 1; }
}

# The packages alone, without what they need: unpack_alone ARCH FOLDER PACKAGE=VERSION...
unpack_alone() {
  local arch=$1 to=$2 package file
  shift 2
  mkdir -p "$folder/packages/partial" "$to"
  for package in "$@"; do
    (cd "$folder/packages" && apt "$arch" apt-get -qq download "$package" >&2)
    file=$(apt "$arch" apt-get -qq --print-uris download "$package" | awk '{ print $2 }')
    dpkg-deb -x "$folder/packages/$file" "$to"
  done
}

# Packages and all that they need, unpacked: unpack ARCH FOLDER PACKAGE=VERSION...
unpack() {
  local arch=$1 to=$2 file
  shift 2
  # The machine's own compiler and linker link build scripts.
  local not_needed='^(binutils|cpp|gcc|lib(c6-dev|c-dev|gcc-[0-9]+-dev)|lib32|libc6-i386|linux-libc-dev|lib[a-z]*san[0-9])'
  local install=(apt-get -y -qq --no-install-recommends)
  mkdir -p "$to"
  apt "$arch" true
  ! grep -q backports "$folder/$lists-$arch/etc/apt/sources.list" || install+=(-t trixie-backports)
  apt "$arch" "${install[@]}" -o Dir::Cache::Archives="$folder/packages" --download-only install "$@" >&2
  # With that folder, what is downloaded is no longer listed.
  apt "$arch" "${install[@]}" --print-uris install "$@" | awk '{ print $2 }' | grep -Ev "$not_needed" >"$to.files"
  while read -r file; do
    dpkg-deb -x "$folder/packages/$file" "$to"
  done <"$to.files"
  rm "$to.files"
}
