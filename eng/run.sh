#!/usr/bin/env bash
# Starts ALTITUDE with the demo story and a PostgreSQL of its own: ./eng/run.sh [--fresh] [--port N]. Ctrl-C stops all of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/prerequisites.sh

port=5080
fresh=
while [ $# -gt 0 ]; do
  case $1 in
    --fresh) fresh=yes ;;
    --port) port=${2:-} && shift ;;
    --port=*) port=${1#--port=} ;;
    *) port= ;;
  esac
  [[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || {
    say "Usage: ./eng/run.sh [--fresh] [--port N]"
    say "  --fresh   begin again: removes the demo's data and passwords"
    say "  --port N  listen on http://localhost:N instead of 5080"
    exit 2
  }
  shift
done

is_taken() { (exec 3<>"/dev/tcp/$1/$port") 2>/dev/null; }
if is_taken 127.0.0.1 || is_taken ::1; then
  say "Port $port is taken by another program. Stop that one, or choose another: ./eng/run.sh --port $((port < 65535 ? port + 1 : 5081))"
  exit 1
fi

need_sdk
need_postgres

# The data may stand elsewhere, where the server's account cannot reach this folder; .altitude/cluster names the place.
begin_again() {
  [ -e .altitude ] || return 0
  local place=
  [ ! -e .altitude/cluster ] || place=$(cat .altitude/cluster)
  # Every program that uses the cluster holds this lock; so does the server while it is going down.
  if [ -n "$place" ] && [ -e "$place/users" ] && ! flock -w 15 -x "$place/users" true; then
    say "The data is in use. Stop the running program first."
    return 1
  fi
  case $place in
    /var/lib/altitude/????????????????) rm -rf "$place" ;;
  esac
  rm -rf .altitude
}
if [ -n "$fresh" ]; then
  begin_again || {
    say "Could not begin again. If an earlier run was made as root, run this one with sudo, too."
    exit 1
  }
fi

say "Building."
dotnet build Altitude.Web -c Release -v q -clp:NoSummary </dev/null >&2 || exit 1

export ASPNETCORE_ENVIRONMENT=Demo ASPNETCORE_URLS="http://localhost:$port"
# The content root is the working directory. Signals reach the program itself.
cd Altitude.Web
exec dotnet bin/Release/net10.0/Altitude.Web.dll
