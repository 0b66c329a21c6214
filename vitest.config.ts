import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files that take longest. They start first, so that no worker is left with one of them at the end. */
const longest = [
  "scenarios/TokenFindings",
  "cli/tuning-page",
  "watch/pty",
  "scenarios/Findings",
  "theory/coverage",
  "cli/tune",
  "watch/session",
  "cli/sweep",
  "scenarios/SubnetFindings",
  "watch/printed",
  "scenarios/Scenarios",
  "cli/run"
]

class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`))
      return found < 0 ? longest.length : found
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    // files share a process and the modules that it has loaded: a test leaves nothing behind in either
    isolate: false,
    sequence: { sequencer: LongestFirst }
  }
})
