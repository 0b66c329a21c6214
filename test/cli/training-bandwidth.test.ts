/** `lode training bandwidth` as a user calls it. */
import { describe, expect, it } from "vitest"
import { call as lode, start } from "./program.ts"

const call = (...args: ReadonlyArray<string>) => lode(["training", ...args])
const defaults = { parameters: "10e9", layers: "48", step: "0.8s", sync: "streaming-diloco" }
/** The command for the 10B model, with other or further flags. */
const ask = (flags: Readonly<Record<string, string>>, ...rest: ReadonlyArray<string>) =>
  call("bandwidth", ...Object.entries({ ...defaults, ...flags }).map(([flag, value]) => `--${flag}=${value}`), ...rest)
const needed = async (flags: Readonly<Record<string, string>>): Promise<unknown> => {
  const { code, err, out } = await ask({ preset: "paper-tables", ...flags }, "--json")
  expect({ code, err }).toEqual({ code: 0, err: "" })
  expect(out.trimEnd()).not.toContain("\n")
  return JSON.parse(out)
}

describe("lode training bandwidth", { timeout: 60_000 }, () => {
  it("prints utilisations and bandwidths as JSON, with six digits", async () => {
    expect(await needed({ sync: "data-parallel" })).toEqual({
      utilisation: [0.5, 0.8, 0.9, 0.95, 0.99],
      gbit_per_s: [104.811, 184.207, 222.3, 268.27, 390.694]
    })
  })

  it("prints null where the grid holds too little", async () => {
    expect(await needed({ sync: "data-parallel", parameters: "1T", step: "1 s" })).toMatchObject({
      gbit_per_s: [null, null, null, null, null]
    })
  })

  it("reads numbers and durations as people write them", async () => {
    const plain = await needed({})
    for (const parameters of ["10B", "10000000000", "10_000_000_000", "1e10"])
      expect(await needed({ parameters })).toEqual(plain)
    for (const step of ["0.8 s", "800ms", "800 ms"]) expect(await needed({ step })).toEqual(plain)
  })

  it("fills in the rule as the help says: 100 inner steps, fragments by size, no overlap, 16 bits, two replicas", async () => {
    const spelled = { "inner-steps": "100", fragments: "16", overlap: "0", "exchange-bits": "16", replicas: "2" }
    expect(await needed(spelled)).toEqual(await needed({}))
    for (const other of [
      { overlap: "1" },
      { "exchange-bits": "4" },
      { "inner-steps": "50" },
      { replicas: "8" },
      { fragments: "4" }
    ]) {
      expect(await needed({ ...spelled, ...other })).not.toEqual(await needed({}))
    }
  })

  it("shows people a table beside data-parallel, a chart and a sentence, not wider than 80 columns", async () => {
    const { code, err, out } = await ask({ overlap: "1", "exchange-bits": "4" })
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toContain("streaming-diloco: every 100 steps, 16 fragments, overlap 1, 4 bits a parameter")
    expect(out).toMatch(/^95% +1\.677 Gbit\/s +323\.7 Gbit\/s$/m)
    expect(out).toContain("A link of 1.677 Gbit/s keeps a replica computing 95% of the time.")
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80)
  })

  it("refuses what cannot be, with 2 and what would work", async () => {
    const wrong: ReadonlyArray<readonly [Readonly<Record<string, string>>, RegExp]> = [
      [{ step: "0s" }, /--step: .*more than 0 s, such as 0\.8s/],
      [{ step: "-1s" }, /--step: .*more than 0 s/],
      [{ step: "0.8" }, /--step: 0\.8 has no unit/],
      [{ step: "3 GB" }, /--step: .*a duration/],
      [{ parameters: "0" }, /--parameters: .*at least 1, such as 10B/],
      [{ parameters: "-10B" }, /--parameters/],
      [{ parameters: "many" }, /--parameters: many/],
      [{ layers: "0" }, /--layers: at least 1/],
      [{ layers: "2.5" }, /--layers/],
      [{ fragments: "49" }, /49 fragments .*48 layers.*at most 48/],
      [{ fragments: "0" }, /--fragments: at least 1/],
      [{ overlap: "-1" }, /--overlap: at least 0/],
      [{ "inner-steps": "0" }, /--inner-steps: at least 1/],
      [{ "exchange-bits": "0" }, /--exchange-bits: above 0/],
      [{ replicas: "1" }, /--replicas: at least 2.*nobody/],
      [{ preset: "papers" }, /paper-tables/],
      [{ sync: "streaming-dilocco" }, /did you mean streaming-diloco/],
      [{ sync: "gossip" }, /data-parallel, diloco, streaming-diloco/]
    ]
    for (const [flags, message] of wrong) {
      const { code, err, out } = await ask(flags)
      expect({ code, out, flags }).toEqual({ code: 2, out: "", flags })
      expect(err).toMatch(message)
    }
  })

  it("says what a rule has no use for and leaves it out, so that rules can be compared by one word", async () => {
    const flags = { preset: "paper-tables", "inner-steps": "100", fragments: "16", overlap: "1" }
    const asked = await ask({ ...flags, sync: "data-parallel" }, "--json")
    expect(JSON.parse(asked.out)).toEqual(await needed({ sync: "data-parallel" }))
    expect(asked.err).toMatch(/--inner-steps 100 is left out: data-parallel exchanges in every step/)
    expect(asked.err).toMatch(/--fragments 16 .*\n?.*--overlap 1 /)
    const rare = await ask({ ...flags, sync: "diloco" }, "--json")
    expect(JSON.parse(rare.out)).toEqual(await needed({ sync: "diloco" }))
    expect(rare.err).toMatch(/--overlap 1 is left out: diloco waits/)
  })

  it("has nothing to say where a flag tells what the rule does anyway", async () => {
    const plain = await needed({ sync: "data-parallel" })
    expect(await needed({ sync: "data-parallel", "inner-steps": "1", fragments: "1", overlap: "0" })).toEqual(plain)
    expect(await needed({ sync: "diloco", "inner-steps": "1" })).toEqual(plain)
  })

  it("is found by those who ask for help", async () => {
    const { code, out } = start(["training", "--help"])
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}bandwidth {2,}\S/m)
  })
})
