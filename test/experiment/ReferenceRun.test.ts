import { describe, expect, it } from "vitest"
import { referenceCheck, referenceDigest, referencePlatform } from "../../packages/sim/src/experiment/ReferenceRun.ts"
import { runAll } from "../../packages/sim/src/experiment/Verify.ts"

const results = (platform: string) => {
  const steps = runAll([referenceCheck(platform)])
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value
}

describe("the reference run of lode verify", () => {
  const [books, digest] = results("another platform")

  it("keeps its books to the last minor unit", () => {
    expect(books).toMatchObject({ passed: true, found: 0 })
  })

  it("never fails for its digest on another platform, and says which platform it was made on", () => {
    expect(digest?.passed).toBe(true)
    if (digest?.found !== referenceDigest) expect(digest?.note).toContain(referencePlatform)
  })

  it("gives the same digest every time", () => {
    expect(results("another platform")[1]?.found).toBe(digest?.found)
  })
})
