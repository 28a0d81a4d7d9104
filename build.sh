# Sourced by ./run, ./throughline and ./test: builds what is missing or older than its source.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

say() { printf '%s\n' "$*" >&2; }

# An account without a home (a service, a container's user) still needs somewhere for what dotnet and npm fetch.
if [ ! -w "${HOME:-/nonexistent}" ]; then
  export HOME="$here/.home"
  if ! mkdir -p "$HOME" 2>/dev/null; then
    export HOME="${TMPDIR:-/tmp}/throughline-home-$(id -u)"
    mkdir -p "$HOME"
  fi
fi

need() {
  command -v "$1" >/dev/null 2>&1 || { say "$1 is missing: $2"; exit 1; }
}

need_dotnet() {
  need dotnet "install the .NET 10 SDK (https://dotnet.microsoft.com/download/dotnet/10.0)"
  # global.json asks for 10.0; without a fitting SDK dotnet itself refuses
  (cd "$here" && dotnet --version 2>/dev/null | grep -q '^10\.') || { say "dotnet is here, but not the .NET 10 SDK: install it (https://dotnet.microsoft.com/download/dotnet/10.0)"; exit 1; }
}

need_node() {
  need node "install Node.js 20 or later (https://nodejs.org)"
  need npm "install npm; it comes with Node.js"
  local major
  major="$(node --version | sed 's/^v\([0-9]*\).*/\1/')"
  [ "$major" -ge 20 ] || { say "node is version $major: install Node.js 20 or later (https://nodejs.org)"; exit 1; }
}

need_writable() {
  local folder
  for folder in "$here" "$here/frontend" "$here/src/Throughline" "$here/src/Throughline/wwwroot"; do
    [ -w "$folder" ] || { say "$folder cannot be written to by $(id -un), and there is something to build. Use a checkout of your own, or build once as its owner."; exit 1; }
  done
}

build_frontend() {
  if [ ! -e "$here/frontend/node_modules/.package-lock.json" ] || [ "$here/frontend/package-lock.json" -nt "$here/frontend/node_modules/.package-lock.json" ]; then
    need_node
    need_writable
    say "Fetching styles, scripts and PostgreSQL (npm ci) ..."
    (cd "$here/frontend" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  fi
  if [ ! -e "$here/src/Throughline/wwwroot/app.css" ] || [ -n "$(find "$here/frontend/scss" "$here/frontend/mjs" "$here/frontend/build.mjs" "$here/frontend/package-lock.json" -newer "$here/src/Throughline/wwwroot/app.css" -print -quit)" ]; then
    need_node
    need_writable
    say "Building styles and scripts ..."
    (cd "$here/frontend" && npm run --silent build >&2)
    touch "$here/src/Throughline/wwwroot/app.css"
  fi
}

build_if_needed() {
  need_dotnet
  build_frontend
  local stamp="$here/src/Throughline/bin/Release/net10.0/.built"
  if [ ! -e "$stamp" ] || [ -n "$(find "$here/src" "$here/demo" "$here/Directory.Build.props" "$here/Directory.Packages.props" \( -name bin -o -name obj -o -name wwwroot \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    need_writable
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
