# Sourced by ./run, ./throughline and ./test: builds what is missing or older than its source.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

need() {
  command -v "$1" >/dev/null 2>&1 || { say "$1 is missing: $2"; exit 1; }
}

build_frontend() {
  need node "install Node.js 20 or later"
  need npm "install npm"
  if [ ! -e "$here/frontend/node_modules/.package-lock.json" ] || [ "$here/frontend/package-lock.json" -nt "$here/frontend/node_modules/.package-lock.json" ]; then
    say "Fetching styles, scripts and PostgreSQL (npm ci) ..."
    (cd "$here/frontend" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  fi
  if [ ! -e "$here/src/Throughline/wwwroot/app.css" ] || [ -n "$(find "$here/frontend/scss" "$here/frontend/mjs" "$here/frontend/build.mjs" "$here/frontend/package-lock.json" -newer "$here/src/Throughline/wwwroot/app.css" -print -quit)" ]; then
    say "Building styles and scripts ..."
    (cd "$here/frontend" && npm run --silent build >&2)
  fi
}

build_if_needed() {
  need dotnet "install the .NET 10 SDK"
  build_frontend
  local stamp="$here/src/Throughline/bin/Release/net10.0/.built"
  if [ ! -e "$stamp" ] || [ -n "$(find "$here/src" "$here/demo" "$here/Directory.Build.props" "$here/Directory.Packages.props" \( -name bin -o -name obj -o -name wwwroot \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    say "Building ..."
    local log
    log="$(mktemp)"
    if ! dotnet build "$here/src/Throughline/Throughline.csproj" -c Release --nologo -v quiet >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      exit 1
    fi
    rm -f "$log"
    touch "$stamp"
  fi
}
