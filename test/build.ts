/** Builds the program once, before all tests. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

export const setup = (): void => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "packages", "tui", "build.ts")], {
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(stderr)
  // each start of the program finds its modules compiled by an earlier one
  process.env["NODE_COMPILE_CACHE"] ??= join(root, "node_modules", ".cache", "lode-tests")
}
