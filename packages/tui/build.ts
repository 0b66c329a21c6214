/** Bundles the program into `dist/`: `lode.js`, its worker, and chunks that heavy commands load when they are called.
 *
 * Nothing is done when nothing changed (a look at the files of the last build takes a few milliseconds), because every
 * `pnpm lode …` comes through here. `--force` builds all the same. */
import { createHash } from "node:crypto"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"
import type { BuildOptions, Metafile } from "esbuild"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "..", "..")
const dist = join(here, "dist")
const stampFile = join(dist, "build.json")
const engineFolder = join(root, "packages", "sim", "src")

const entries = { lode: "src/main.ts", worker: "src/worker.ts", "watch-worker": "src/watch-worker.ts" }
const present = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(join(here, path))))

/** Files of which every start of the program pays the loading must not come from here. */
const tooHeavy = /(^|\/)(packages\/sim\/src\/|node_modules\/(yaml|ink|react|csv-parse|hyparquet|@stdlib)\/)/
/** Stale chunks stay for a while: a program that is running may still load them. */
const keepChunks = 3_600_000

interface Stamp {
  readonly entries: ReadonlyArray<string>
  /** Path from the root, with size and time of change. */
  readonly inputs: Readonly<Record<string, string>>
  readonly outputs: ReadonlyArray<string>
}

const posix = (path: string): string => path.split(sep).join("/")

const fingerprint = (path: string): string => {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  return found === undefined ? "missing" : `${found.size}:${found.mtimeMs}`
}

const isCurrent = (): boolean => {
  if (process.argv.includes("--force") || !existsSync(stampFile)) return false
  try {
    const stamp: Stamp = JSON.parse(readFileSync(stampFile, "utf8"))
    return (
      stamp.entries.join() === Object.keys(present).join() &&
      Object.entries(stamp.inputs).every(([path, known]) => fingerprint(path) === known) &&
      stamp.outputs.every((name) => existsSync(join(dist, name)))
    )
  } catch {
    return false
  }
}

/** The engine's own sources, in a fixed order. What stands in `node/` carries results and does not make them. */
const engineFiles = (): ReadonlyArray<string> =>
  readdirSync(engineFolder, { recursive: true, encoding: "utf8" })
    .map(posix)
    .filter((path) => path.endsWith(".ts") && !path.startsWith("node/"))
    .sort()

/** The fingerprint of everything that numbers depend on: the engine's sources and the versions of its packages. */
const engineHash = (): string => {
  const hash = createHash("sha256")
  const { dependencies } = JSON.parse(readFileSync(join(engineFolder, "..", "package.json"), "utf8"))
  hash.update(JSON.stringify(dependencies))
  for (const path of engineFiles()) {
    // line ends differ between checkouts, the engine does not
    hash.update(`\0${path}\0${readFileSync(join(engineFolder, path), "utf8").replaceAll("\r\n", "\n")}`)
  }
  return hash.digest("hex").slice(0, 12)
}

const options = (version: string): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(present).map(([name, path]) => [name, join(here, path)])),
  outdir: dist,
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  format: "esm",
  platform: "node",
  target: "node22",
  jsx: "automatic",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  // only a debugging aid that Ink asks for in its own development mode
  external: ["react-devtools-core"],
  define: {
    LODE_VERSION: JSON.stringify(version),
    LODE_ENGINE_HASH: JSON.stringify(engineHash()),
    "process.env.NODE_ENV": '"production"'
  },
  // packages in the old module form ask for Node's own modules through `require`
  banner: {
    js: 'import { createRequire as lodeRequire } from "node:module"; const require = lodeRequire(import.meta.url);'
  }
})

/** Inputs that are loaded at every start, through static imports from the entry. */
const loadedAtStart = (metafile: Metafile): ReadonlyArray<string> => {
  const outputs = metafile.outputs
  const seen = new Set<string>()
  const walk = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const { kind, path } of outputs[name]?.imports ?? []) if (kind === "import-statement") walk(path)
  }
  walk(posix(relative(root, join(dist, "lode.js"))))
  return [...seen].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}))
}

/** A reader never sees half a file, and a file that stays the same is not touched. */
const put = (path: string, contents: Uint8Array): void => {
  if (existsSync(path) && Buffer.compare(readFileSync(path), contents) === 0) return
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, contents)
  renameSync(temporary, path)
}

const removeStale = (outputs: ReadonlyArray<string>): void => {
  for (const name of readdirSync(dist)) {
    if (!name.endsWith(".js") || outputs.includes(name)) continue
    const path = join(dist, name)
    if (Date.now() - statSync(path).mtimeMs > keepChunks) rmSync(path, { force: true })
  }
}

const build = async (): Promise<void> => {
  const { build } = await import("esbuild")
  const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"))
  const { metafile, outputFiles = [] } = await build(options(version))
  if (metafile === undefined) throw new Error("esbuild gave no list of files")
  const heavy = loadedAtStart(metafile).filter((path) => tooHeavy.test(path))
  if (heavy.length > 0) {
    throw new Error(
      `these would be loaded at every start of lode; import them dynamically (see src/cli/lode.ts):\n  ${heavy.join("\n  ")}`
    )
  }
  mkdirSync(dist, { recursive: true })
  const outputs = outputFiles.map(({ path }) => relative(dist, path))
  // the entry comes last: it must never name a chunk that is not there yet
  const ordered = outputFiles.toSorted(
    (a, b) => Number(a.path.endsWith("lode.js")) - Number(b.path.endsWith("lode.js"))
  )
  for (const { contents, path } of ordered) put(path, contents)
  chmodSync(join(dist, "lode.js"), 0o755)
  removeStale(outputs)
  const watched = [
    ...Object.keys(metafile.inputs),
    "packages/tui/build.ts",
    "packages/tui/package.json",
    "packages/sim/package.json"
  ]
  const stamp: Stamp = {
    entries: Object.keys(present),
    inputs: Object.fromEntries(watched.map((path) => [path, fingerprint(path)])),
    outputs
  }
  put(stampFile, Buffer.from(JSON.stringify(stamp)))
}

if (!isCurrent()) {
  try {
    await build()
  } catch (error) {
    process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
