/** `lode mechanism` as a user calls it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { call as lode, start } from "./program.ts"
import { mechanisms } from "../../packages/sim/src/mechanism/Mechanisms.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-mechanism-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const callWith = (input: string, ...args: ReadonlyArray<string>) => start(["mechanism", ...args], { input })
const call = (...args: ReadonlyArray<string>) => lode(["mechanism", ...args])
const write = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const lease = {
  events: [
    { kind: "deposit", height: 0, amount: 1000 },
    { kind: "lease", height: 0, lease: "gpu", rate: 10 },
    { kind: "withdraw", height: 150, lease: "gpu" }
  ]
}

describe("lode mechanism", { timeout: 60_000 }, () => {
  it("lists all mechanisms with what each is for and its source", async () => {
    const { code, err, out } = await call()
    expect({ code, err }).toEqual({ code: 0, err: "" })
    for (const { name } of mechanisms) expect(out).toMatch(new RegExp(`^${name}$`, "m"))
    expect(out.match(/^ {2}source: /gm)?.length).toBe(mechanisms.length)
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80)
  })

  it("lists them for programs", async () => {
    const listed: unknown = JSON.parse((await call("--json")).out)
    expect(listed).toEqual(mechanisms.map(({ description, name, source }) => ({ name, description, source })))
  })

  it("tells the form of input and output, an example and what comes out", async () => {
    const { code, err, out } = await call("akash-back-off")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    for (const title of ["Rules", "Source", "Input", "Output", "Example", "gives"]) {
      expect(out).toMatch(new RegExp(`^${title}$`, "m"))
    }
    expect(out).toMatch(/^ {2}ratios +Collateral ratios in basis points/m)
    expect(out.replaceAll(/\s+/g, " ")).toContain(
      "whole 10 bps below warn (a whole number from 0 to 1000; %; default 10)"
    )
    expect(out).toContain('{ "ratio": 9450, "status": "warning", "blocks": 16 }')
  })

  it("tells the same to programs", async () => {
    const described: unknown = JSON.parse((await call("akash-back-off", "--json")).out)
    expect(described).toMatchObject({ name: "akash-back-off", answer: { epochs: expect.any(Array) } })
    expect(described).toHaveProperty("input.0", {
      path: "ratios",
      meaning: "Collateral ratios in basis points",
      allowed: "a list, each a whole number",
      unit: "bps",
      required: true
    })
    const warn = expect.objectContaining({ path: "parameters.warn", default: "9500" })
    expect(described).toMatchObject({ input: expect.arrayContaining([warn]) })
  })

  it("answers a file, in tables for people", async () => {
    const { code, err, out } = await call("akash-escrow", "--input", write("lease.json", JSON.stringify(lease)))
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(/^debt +500 +minor units/m)
    expect(out).toMatch(/^height, funds_end in blocks; funds, paid, debt in minor units$/m)
    expect(out).toMatch(/^ +150 +withdraw +done +overdrawn +0 +1,000 +500$/m)
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80)
  })

  it("answers a file, and stdin, in JSON for programs", async () => {
    const { code, err, out } = callWith(JSON.stringify(lease), "akash-escrow", "--input", "-", "--json")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out.trimEnd()).not.toContain("\n")
    expect(JSON.parse(out)).toMatchObject({ state: "overdrawn", paid: 1000, debt: 500 })
    expect((await call("akash-escrow", "--input", write("again.json", JSON.stringify(lease)), "--json")).out).toBe(out)
  })

  it("refuses a name that it does not know, with the nearest", async () => {
    expect(await call("akash-escro")).toEqual({
      code: 2,
      out: "",
      err: 'lode: there is no mechanism "akash-escro", did you mean akash-escrow? (lode mechanism lists all)\n'
    })
    expect((await call("collateral")).err).toContain("did you mean akash-collateral")
    expect((await call("bittensor")).err).toContain("did you mean yuma or weighted-median or ")
    expect((await call("qqq")).err).toContain("known: ")
    expect(await call("--input", "x.json")).toMatchObject({ code: 2, out: "" })
  })

  it("refuses files that are not there or no JSON", async () => {
    const missing = join(folder, "missing.json")
    expect(await call("akash-escrow", "--input", missing)).toEqual({
      code: 2,
      out: "",
      err: `lode: ${missing}: does not exist\n`
    })
    expect((await call("akash-escrow", "--input", folder)).err).toContain("is a folder, a JSON file is wanted")
    const broken = write("broken.json", '{\n  "events": [,]\n}')
    const { code, err, out } = await call("akash-escrow", "--input", broken)
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toContain(
      `${broken}:2:14  is no JSON: "," does not belong here\n  2 |   "events": [,]\n    |              ^`
    )
  })

  it("tells all that is wrong with an input at once", async () => {
    const text =
      '{"events": [{"kind": "deposit", "height": -1, "ammount": 5}, {"kind": "leese", "height": 0}], "more": 1}'
    const { code, err, out } = callWith(text, "akash-escrow", "--input", "-")
    expect({ code, out }).toEqual({ code: 2, out: "" })
    const heads = err.split("\n").filter((line) => line.startsWith("stdin:"))
    expect(heads).toEqual([
      expect.stringContaining("events[0].height: -1 is too small, allowed is at least 0"),
      expect.stringContaining('events[0].ammount: unknown key "ammount", did you mean "amount"?'),
      expect.stringContaining('the key "lease" (Name of the lease) is missing, a text is wanted'),
      expect.stringContaining('the key "rate" (Price of the lease) is missing'),
      expect.stringContaining(
        'found leese, did you mean "lease"? allowed: deposit, lease, withdraw, close-lease, close'
      ),
      expect.stringContaining('unknown key "more"')
    ])
  })

  it("is found by those who ask for help", async () => {
    const { code, out } = await call("--help")
    expect(code).toBe(0)
    expect(out).toMatch(/--input/)
    expect(out).toMatch(/lode mechanism akash-escrow --input account\.json/)
  })
})
