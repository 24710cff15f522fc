#!/usr/bin/env bash
# unpack-qemu.sh SUITE FOLDER
#
# Downloads QEMU for x86 with its dependencies from one of Debian's suites (bookworm-backports, trixie, sid)
# and unpacks them to FOLDER, where `qemu` runs QEMU with that suite's own loader, libraries and firmware.
# Nothing is installed: apt gets its own state, and uses the mirror that it is configured with. Needs no root.
set -euo pipefail

if [[ $# -ne 2 ]]; then
  echo "usage: unpack-qemu.sh SUITE FOLDER" >&2
  exit 2
fi
suite=$1
folder=$2

fail() {
  echo "$1" >&2
  exit 1
}

for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || fail "$tool is not there: this is not Debian"
done
if [[ -e $folder ]]; then
  fail "$folder already exists"
fi
mkdir -p "$(dirname "$folder")"
# An unfinished folder never has the final name. Those of killed runs are removed here.
for left in "$folder".*.part; do
  owner=${left%.part}
  [[ -d $left ]] && ! kill -0 "${owner##*.}" 2>/dev/null && rm -rf "$left"
done
work=$folder.$$.part
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The mirror of a Debian suite that is not an update or backport of another.
mirror=$(
  apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
    awk '$3 == "main" && $2 !~ /-/ && ($4 == "Debian" || $4 ~ /ORIGIN/) { print $1; exit }'
)
[[ -n $mirror ]] || fail "apt is not configured with a mirror of Debian"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -r $keys ]] || fail "the keys of Debian's archive are missing: $keys"

state=$work/apt
mkdir -p "$state"/{lists,cache/archives}/partial
# With nothing installed, apt downloads all dependencies.
: >"$state/status"
# A backport depends on packages of its base suite.
for one in ${suite%-backports} $([[ $suite == *-backports ]] && echo "$suite"); do
  echo "deb [signed-by=$keys] $mirror $one main"
done >"$state/sources.list"
cat >"$state/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Log "$state";
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
APT::Get::Assume-Yes "true";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Debug::NoLocking "true";
CONF
if [[ $(id -u) -eq 0 ]]; then
  echo 'APT::Sandbox::User "root";' >>"$state/apt.conf"
fi
# apt ends with this script.
bound=()
if command -v setpriv >/dev/null; then
  bound=(setpriv --pdeathsig TERM --)
fi
# apt reports an error in several lines, the reason first.
apt() {
  local said
  said=$("${bound[@]}" apt-get --config-file "$state/apt.conf" -qq "$@" 2>&1) ||
    fail "$(grep -m 1 '^E:' <<<"$said" || tail -n 1 <<<"$said")"
}

apt update
apt --download-only ${suite:+--target-release "$suite"} install qemu-system-x86
root=$work/root
mkdir "$root"
for package in "$state"/cache/archives/*.deb; do
  dpkg-deb --extract "$package" "$root"
done
rm -rf "$state" "$root"/usr/share/{doc,man,locale,info}

# In some suites /lib is a part of /usr, in others it is not.
libc=$(find "$root" -name libc.so.6 -path '*/lib/*-linux-gnu/*' -print -quit)
[[ -n $libc ]] || fail "there is no C library among what was unpacked"
triplet=$(basename "$(dirname "$libc")")
loader=$(find "$root" -name 'ld-linux-*.so.*' -path '*/lib*/*' -print -quit)
[[ -n $loader ]] || fail "there is no loader among what was unpacked"
cat >"$work/qemu" <<RUN
#!/bin/sh
# QEMU of Debian's $suite, with the libraries that it was built with.
here=\$(cd "\$(dirname "\$0")" && pwd)/root
export QEMU_MODULE_DIR="\$here/usr/lib/$triplet/qemu"
exec "\$here/${loader#"$root"/}" \\
  --library-path "\$here/usr/lib/$triplet:\$here/lib/$triplet:\$here/usr/lib/$triplet/pulseaudio" \\
  "\$here/usr/bin/qemu-system-x86_64" -L "\$here/usr/share/qemu" -L "\$here/usr/share/seabios" "\$@"
RUN
chmod +x "$work/qemu"
"$work/qemu" --version >/dev/null || fail "what was unpacked does not run"
chmod 755 "$work"
trap - EXIT
mv -T "$work" "$folder" 2>/dev/null || rm -rf "$work"
