#!/usr/bin/env bash
# build-qemu.sh SUITE[=VERSION] FOLDER [FIX...]
#
# Builds a small QEMU for x86 from the sources of one of Debian's suites (sid, trixie, bookworm-backports), and
# then once more for each fix in fixes/ (or those that are named), with that fix taken back. The results are
# FOLDER/base/qemu and FOLDER/FIX/qemu; where a fix cannot be taken back, FOLDER/FIX/refused says why.
#
# Nothing is installed: headers, libraries and meson are unpacked to FOLDER/.build, where apt has its own state.
# Needs no root. What is there is kept: run it again after an interruption. FOLDER/.build is needed only to go on.
set -euo pipefail

if [[ $# -lt 2 ]]; then
  echo "usage: build-qemu.sh SUITE[=VERSION] FOLDER [FIX...]" >&2
  exit 2
fi
suite=${1%%=*}
wanted=${1#"$suite"}
mkdir -p "$2/.build"
folder=$(cd "$2" && pwd)
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$folder/.build
cd "$work"

fail() {
  echo "$1" >&2
  exit 1
}
began=$SECONDS
tell() {
  echo "[$((SECONDS - began)) s] $1"
}
# Runs a command; its output goes to a log, of which the end is shown if it fails.
logged() {
  local log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "failed: $1 (all of it: $log)"
  }
}

# What is missing, as the packages that have it.
packages=()
while read -r tool package; do
  command -v "$tool" >/dev/null || packages+=("$package")
done <<'TOOLS'
gcc gcc
make make
ninja ninja-build
pkg-config pkg-config
xz xz-utils
TOOLS
# A Python of its own, in another folder, may lack what Debian's has.
python=/usr/bin/python3
"$python" -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
command -v apt-get >/dev/null || fail "apt-get is not there: this is not Debian"
if [[ ${#packages[@]} -gt 0 ]]; then
  fail "missing for a build: apt-get install -y --no-install-recommends ${packages[*]}"
fi

fixes=("$@")
if [[ ${#fixes[@]} -eq 0 ]]; then
  for file in "$here"/fixes/*.json; do
    fixes+=("$(basename "$file" .json)")
  done
fi
for fix in "${fixes[@]}"; do
  [[ -e $here/fixes/$fix.json ]] || fail "there is no fix $fix; there are: $(cd "$here/fixes" && echo *.json)"
done

state=$work/apt
apt() {
  apt-get --config-file "$state/apt.conf" -qq "$@"
}
configure_apt() {
  local mirror own keys=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
      awk '$3 == "main" && $2 !~ /-/ && ($4 == "Debian" || $4 ~ /ORIGIN/) { print $1; exit }'
  )
  [[ -n $mirror ]] || fail "apt is not configured with a mirror of Debian"
  own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [[ -n $own ]] || fail "this system does not say which of Debian's suites it is"
  mkdir -p "$state"/{lists,cache/archives}/partial
  {
    for one in "$own" "$suite"; do
      echo "deb [signed-by=$keys] $mirror $one main"
    done | sort -u
    echo "deb-src [signed-by=$keys] $mirror $suite main"
  } >"$state/sources.list"
  cat >"$state/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Default-Release "$own";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
Debug::NoLocking "true";
CONF
  if [[ $(id -u) -eq 0 ]]; then
    echo 'APT::Sandbox::User "root";' >>"$state/apt.conf"
  fi
  logged update apt update
}

root=$work/root
triplet=$(gcc -print-multiarch)
# Downloads the libraries with their headers as far as they are not installed, and the suite's meson.
unpack_libraries() {
  rm -rf "$root"
  mkdir "$root"
  logged libraries apt --download-only --reinstall install libglib2.0-dev zlib1g-dev libfdt-dev
  (cd "$state/cache/archives" && logged meson apt download "meson/$suite")
  for package in "$state"/cache/archives/*.deb; do
    dpkg-deb --extract "$package" "$root"
  done
  # A library whose newest version is installed was not downloaded again.
  find "$root" -xtype l -name '*.so' | while read -r link; do
    for at in "/usr/lib/$triplet" "/lib/$triplet"; do
      target=$at/$(basename "$(readlink "$link")")
      if [[ -e $target ]]; then ln -sf "$target" "$link"; fi
    done
  done
}

# A mirror may list a version that it does not have (any more): then the next older one is taken.
unpack_sources() {
  local versions version got=
  if [[ -n $wanted ]]; then
    versions=${wanted#=}
  else
    versions=$(apt-cache --config-file "$state/apt.conf" showsrc qemu | sed -n 's/^Version: //p' | sort -rV)
  fi
  [[ -n $versions ]] || fail "$suite has no sources of QEMU"
  for version in $versions; do
    rm -f qemu_*
    if apt source --download-only "qemu=$version" >sources.log 2>&1; then
      got=$version
      break
    fi
    tell "the mirror does not have QEMU $version"
  done
  [[ -n $got ]] || fail "no sources: $(grep -m 1 '^E:' sources.log || tail -n 1 sources.log)"
  rm -rf src src.part
  mkdir src.part
  tar -C src.part --strip-components=1 -xf qemu_*.orig.tar.xz
  # Debian's tarball is without firmware; nothing here needs any, nor QEMU's own tests.
  sed -i '/^pycotap/d' src.part/pythondeps.toml
  sed -i "s/^if unpack_edk2_blobs/if false/; /^subdir('dtb')/d" src.part/pc-bios/meson.build
  # What concerns CXL is not used, but 10.2 does not link without it.
  printf 'CONFIG_%s=y\n' I440FX Q35 MICROVM PCIE_PORT PXB CXL CXL_MEM_DEVICE >src.part/configs/devices/x86_64-softmmu/teeth.mak
  mv src.part src
}

# The build does not see the environment's own Python, nor its packages.
libraries=$root/usr/lib/$triplet:$root/lib/$triplet
within() {
  env PATH=/usr/bin:/bin PYTHONPATH="$root/usr/lib/python3/dist-packages" LIBRARY_PATH="$libraries" \
    PKG_CONFIG_SYSROOT_DIR="$root" PKG_CONFIG_LIBDIR="$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig" \
    nice -n 10 "$@"
}
configure() {
  rm -rf src/build
  mkdir src/build
  cd src/build
  logged configure within ../configure --python="$python" --target-list=x86_64-softmmu \
    --without-default-features --without-default-devices --with-devices-x86_64=teeth \
    --enable-system --enable-tcg --enable-fdt=system --enable-trace-backends=log \
    --disable-docs --disable-tools --disable-werror --disable-download --disable-install-blobs \
    -Doptimization=1 -Ddebug=false --extra-cflags="-I$root/usr/include" \
    --extra-ldflags="-L${libraries/:/ -L} -Wl,-rpath,$libraries"
  cd "$work"
}

# Puts what is built now to FOLDER/NAME/qemu.
keep() {
  local name=$1
  logged "ninja-$name" within ninja -C src/build -j "$(nproc)" qemu-system-x86_64
  mkdir -p "$folder/$name"
  rm -f "$folder/$name/refused"
  cp src/build/qemu-system-x86_64 "$folder/$name/qemu.part"
  "$folder/$name/qemu.part" --version >/dev/null || fail "what was built does not run"
  mv "$folder/$name/qemu.part" "$folder/$name/qemu"
}

# A step is done only once.
once() {
  local what=$1
  shift
  if [[ -e $work/$1.done ]]; then return; fi
  tell "$what"
  "$@"
  touch "$work/$1.done"
}
once 'lists of packages' configure_apt
once 'libraries' unpack_libraries
once 'sources' unpack_sources
once 'configure' configure
version=$(cat src/VERSION)

revert() {
  "$python" "$here/revert-fix.py" "$1" "$work/pristine" "$work/src"
}
if [[ ! -e $folder/base/qemu ]]; then
  tell "QEMU $version as it is"
  revert -
  keep base
fi
for fix in "${fixes[@]}"; do
  edits=$here/fixes/$fix.json
  if [[ -e $folder/$fix/qemu ]] && cmp -s "$edits" "$folder/$fix/fix.json"; then continue; fi
  rm -rf "${folder:?}/$fix"
  mkdir -p "$folder/$fix"
  if why=$(revert "$edits" 2>&1); then
    tell "QEMU $version without $fix"
    keep "$fix"
    cp "$edits" "$folder/$fix/fix.json"
  else
    tell "$fix cannot be taken back: $why"
    echo "QEMU $version: $why" >"$folder/$fix/refused"
  fi
done
revert -
tell "done: npm run qemu -- --teeth"
