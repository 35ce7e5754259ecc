#!/usr/bin/env bash
# Runs every test: ./eng/test.sh [--quick] [--soak]. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/prerequisites.sh

quick=
for option in "$@"; do
  case $option in
    --quick) quick=yes ;;
    --soak) export ALTITUDE_SOAK=1 ;;
    *)
      say "Usage: ./eng/test.sh [--quick] [--soak]"
      say "  --quick  leaves out browser and fault tests"
      say "  --soak   the full counts of races, storms and kills, of which a tenth runs otherwise"
      exit 2
      ;;
  esac
done

passed=0
failed=0
failures=$(mktemp)
trap 'rm -f "$failures"' EXIT
finish() {
  # Once more at the end, where nobody has to look for them.
  [ -s "$failures" ] && echo "== What failed" && cat "$failures"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
  exit
}
# must <what> <command>...: without it there is nothing to test
must() {
  local what=$1
  shift
  echo "== $what"
  "$@" </dev/null || {
    echo "!! $what failed"
    failed=1
    finish
  }
}

must ".NET SDK" need_sdk
must "PostgreSQL" need_postgres
[ -n "$quick" ] || must "Browser" need_browser
must "Tools" dotnet tool restore -v q
echo "== Formatting"
dotnet csharpier check . </dev/null || {
  echo "!! Not formatted; to mend it: dotnet csharpier format ."
  failed=1
}
must "Build" dotnet build Altitude.sln -c Release -v q -clp:NoSummary

# run <assembly> [option]...
run() {
  local name=$1 log code succeeded lost
  shift
  echo "== $name"
  log=$(mktemp)
  dotnet test --project "tests/$name" --no-build -c Release --no-progress --no-ansi "$@" </dev/null 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  succeeded=$(sed -n 's/^ *succeeded: *\([0-9][0-9]*\).*/\1/p' "$log" | tail -1)
  lost=$(sed -n 's/^ *failed: *\([0-9][0-9]*\).*/\1/p' "$log" | tail -1)
  grep -A 6 '^failed ' "$log" >>"$failures"
  rm -f "$log"
  passed=$((passed + ${succeeded:-0}))
  failed=$((failed + ${lost:-0}))
  # It ended badly without naming a test, or ran none.
  if [ "${lost:-0}" = 0 ] && { [ "$code" != 0 ] || [ "${succeeded:-0}" = 0 ]; }; then
    echo "!! $name ran ${succeeded:-0} tests and ended with $code"
    failed=$((failed + 1))
  fi
}

for folder in tests/*.Tests; do
  name=$(basename "$folder")
  [ "$name" = Altitude.Browser.Tests ] && continue
  if [ -n "$quick" ]; then
    run "$name" --filter-not-trait Category=Fault
  else
    run "$name"
  fi
done
# Alone: a browser, a server and a database are enough for one machine.
[ -n "$quick" ] || run Altitude.Browser.Tests

finish
