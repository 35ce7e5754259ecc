# What the two commands need on the machine: read by run.sh and test.sh, not run by itself.
# Each need_… installs what is missing where that is possible (Debian and its kin, as root or with sudo), and says what to install where it is not.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build server stays behind when a command has ended.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif ! command -v sudo >/dev/null; then
    return 1
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@" # nobody is there to type a password
  fi
}

apt_lists_are_new=
# install <what it is for> <package>...
install() {
  local purpose=$1
  shift
  say "Installing $* ($purpose)."
  if ! command -v apt-get >/dev/null; then
    say "This system has no apt-get. Install by hand, then start again: $purpose (on Debian: $*)."
    return 1
  fi
  if [ -z "$apt_lists_are_new" ]; then
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null >&2 || say "apt-get update failed; trying with the lists that are here."
    apt_lists_are_new=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >&2 || {
    say "Could not install it. As root: apt-get install $*"
    return 1
  }
}

has_sdk() { command -v dotnet >/dev/null && dotnet --version >/dev/null 2>&1; } # in the repository: global.json decides

need_sdk() {
  has_sdk && return
  local folder
  for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
    [ -n "$folder" ] && [ -x "$folder/dotnet" ] || continue
    if PATH="$folder:$PATH" has_sdk; then
      export DOTNET_ROOT=$folder PATH="$folder:$PATH"
      return
    fi
  done
  say "Installing the .NET SDK 10.0 into $HOME/.dotnet (Debian has no package of it)."
  if ! command -v curl >/dev/null && ! command -v wget >/dev/null; then
    install "to fetch the .NET SDK" curl ca-certificates || return 1
  fi
  local script
  script=$(mktemp)
  if { command -v curl >/dev/null && curl -fsSL --connect-timeout 20 --retry 2 -o "$script" https://dot.net/v1/dotnet-install.sh; } ||
    { command -v wget >/dev/null && wget -q --timeout=20 --tries=2 -O "$script" https://dot.net/v1/dotnet-install.sh; }; then
    bash "$script" --channel 10.0 --install-dir "$HOME/.dotnet" --no-path </dev/null >&2 || true
  fi
  rm -f "$script"
  export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"
  has_sdk && return
  say "The .NET SDK could not be installed from here. Install the SDK 10.0 (any 10.0.1xx or newer feature band) by hand:"
  say "  https://dotnet.microsoft.com/download/dotnet/10.0, then start again."
  return 1
}

# The same places as Altitude.Data/Postgres/ServerBinaries.cs, newest first.
has_postgres() {
  if [ -n "${ALTITUDE_PG_BIN:-}" ]; then
    [ -x "$ALTITUDE_PG_BIN/initdb" ] && [ -x "$ALTITUDE_PG_BIN/postgres" ]
    return
  fi
  local folder version
  for folder in /usr/lib/postgresql/*/bin; do
    version=$(basename "$(dirname "$folder")")
    [ -x "$folder/initdb" ] && [ "${version%%[!0-9]*}" -ge 15 ] 2>/dev/null && return
  done
  command -v initdb >/dev/null && [ -x "$(dirname "$(command -v initdb)")/postgres" ]
}

need_postgres() {
  has_postgres && return
  if [ -n "${ALTITUDE_PG_BIN:-}" ]; then
    say "ALTITUDE_PG_BIN is $ALTITUDE_PG_BIN, but initdb and postgres are not both in that folder."
    return 1
  fi
  install "PostgreSQL server, version 15 or newer" postgresql || return 1
  has_postgres && return
  say "PostgreSQL 15 or newer is needed. Install its server, or set ALTITUDE_PG_BIN to the folder that holds initdb and postgres."
  return 1
}

browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" && return
  done
  return 1
}

need_browser() {
  browser >/dev/null || install "the browser of the tests" chromium || return 1
  if command -v fc-list >/dev/null; then
    [ -n "$(fc-list :family='Liberation Sans')" ] && [ -n "$(fc-list :family='DejaVu Sans')" ] && return
  fi
  install "fonts for the browser tests" fontconfig fonts-liberation fonts-dejavu-core
}
