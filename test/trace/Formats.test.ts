import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alibaba } from "../../packages/sim/src/trace/AlibabaFormat.ts"
import { azureLlm } from "../../packages/sim/src/trace/AzureFormat.ts"
import { anyFormatParser } from "../../packages/sim/src/trace/Formats.ts"
import { plain } from "../../packages/sim/src/trace/PlainFormat.ts"
import { plainHeader, plainLine } from "./PlainText.ts"
import { standardWorkload } from "../../packages/sim/src/trace/StandardWorkloadFormat.ts"
import { TraceError } from "../../packages/sim/src/trace/TraceError.ts"
import { mistakeIn, parse } from "./tell.ts"

const header = "job,submit_s,demand,duration_s\n"

const swf = `; Version: 2.2
; Computer: a small one
  1  0 10 100  4 -1 -1  8 200 -1 1 1 1 1 1 -1 -1 -1
  2  5  0  -1  4 -1 -1  4  -1 -1 0 1 1 1 1 -1 -1 -1
  3  7  0  60  2 -1 -1 -1  -1 -1 1 1 1 1 1 -1 -1 -1
  4  9  0  60 -1 -1 -1 -1  -1 -1 1 1 1 1 1 -1 -1 -1
`

const pods = `name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
openb-pod-0000,12000,16384,1,460,,LS,Running,0,100,20
openb-pod-0001,12000,16384,1,1000,A|B,BE,Pending,5,100,
openb-pod-0002,12000,16384,8,1000,,LS,Succeeded,7,11,9
openb-pod-0004,12000,16384,0,0,,LS,Failed,8,11,9
`

const requests = `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 23:59:59.9799600,1000,10
2023-11-17 00:00:00.0000001,500,0`

describe("plain jobs", () => {
  it("are read whatever the pieces they come in, with either line end and with a byte-order mark", () => {
    const text = `\ufeff${header}7,0,1,108\r\n8,600.5,0.46,74\n9,600.5,2,1e3`
    for (let piece = 1; piece < text.length; piece++) {
      const { trace, report } = parse(plain, text, piece)
      expect(report.jobs).toBe(3)
      expect([...trace.number]).toEqual([7, 8, 9])
      expect([...trace.submit]).toEqual([0, 600.5, 600.5])
      expect([...trace.demand]).toEqual([1, 0.46, 2])
      expect([...trace.duration]).toEqual([108, 74, 1000])
    }
  })

  it("are read back exactly as they were written", () => {
    const seconds = fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), seconds, seconds), { minLength: 1 }), (jobs) => {
        const sorted = jobs.map(([number, , duration], job) => [number, job * 1.1, duration] as const)
        const text =
          plainHeader + sorted.map(([number, submit, duration]) => plainLine(number, submit, 0.25, duration)).join("")
        const { trace } = parse(plain, text, 13)
        expect([...trace.number]).toEqual(sorted.map(([number]) => number))
        expect([...trace.submit]).toEqual(sorted.map(([, submit]) => submit))
        expect([...trace.duration]).toEqual(sorted.map(([, , duration]) => duration))
      }),
      { numRuns: 50, seed: 5 }
    )
  })

  it("are kept through more jobs than one block of a column holds", () => {
    const jobs = 140_000
    const lines = Array.from({ length: jobs }, (_, job) => plainLine(job, job, 1, job % 7))
    const { trace } = parse(plain, header + lines.join(""), 65_537)
    expect(trace.submit).toEqual(Float64Array.from({ length: jobs }, (_, job) => job))
    expect(trace.duration[jobs - 1]).toBe((jobs - 1) % 7)
  })

  it.each([
    ["an empty file", "", "t.csv: found an empty file; allowed: plain jobs"],
    ["a file with nothing but a header", header, "t.csv: found no jobs; allowed: at least one job"],
    [
      "another header",
      "a,b\n1,2\n",
      't.csv:1:1: found the header "a,b"; allowed: job,submit_s,demand,duration_s (plain jobs)'
    ],
    [
      "jobs that are not sorted",
      `${header}0,5,1,1\n1,4,1,1\n`,
      "t.csv:3:3: found a submit time of 4 s after 5 s; allowed: jobs sorted by submit time"
    ],
    ["a negative time", `${header}0,-5,1,1\n`, "t.csv:2:3: found a submit time of -5 s; allowed: 0 s or later"],
    ["a negative duration", `${header}0,5,1,-1\n`, "t.csv:2:7: found a duration of -1 s; allowed: 0 s or more"],
    ["a negative demand", `${header}0,5,-1,1\n`, "t.csv:2:5: found a demand of -1 GPUs; allowed: 0 or more"],
    ["NaN", `${header}0,5,1,NaN\n`, 't.csv:2:7: found duration_s "NaN"; allowed: a finite number'],
    ["infinity", `${header}0,1e999,1,3\n`, 't.csv:2:3: found submit_s "1e999"; allowed: a finite number'],
    ["a number in hexadecimal", `${header}0,0x10,1,3\n`, 't.csv:2:3: found submit_s "0x10"; allowed: a finite number'],
    ["an empty field", `${header}0, ,1,3\n`, "t.csv:2:4: found submit_s left empty; allowed: a finite number"],
    ["a job without a number", `${header}x,5,1,1\n`, 't.csv:2:1: found job "x"; allowed: a finite number'],
    [
      "a file that is cut off",
      `${header}0,5,1,1\n1,6,1`,
      't.csv:3: found 3 fields in "1,6,1"; the file seems to be cut off in the middle; allowed: 4 fields: job,submit_s,demand,duration_s'
    ],
    [
      "a line with a field too many",
      `${header}0,5,1,1,9\n`,
      't.csv:2: found 5 fields in "0,5,1,1,9"; allowed: 4 fields: job,submit_s,demand,duration_s'
    ],
    ["bytes that are no text", "\u0000\u001b[2J\ufffd,\n", "\\u0000\\u001b[2J\\ufffd"],
    ["a line without an end", "x".repeat(70_000), "found a line of more than 65536 characters"]
  ])("are refused with line and column: %s", (_, text, message) => {
    expect(mistakeIn(() => parse(plain, text))).toContain(message)
    expect(() => parse(plain, text)).toThrow(TraceError)
  })
})

describe("the Standard Workload Format", () => {
  it("gives requested processors, else used ones, and counts jobs whose run time or processors are unknown", () => {
    const { trace, report } = parse(standardWorkload, swf)
    expect(report).toMatchObject({ jobs: 2, skipped: 2 })
    expect([...trace.number]).toEqual([1, 3])
    expect([...trace.demand]).toEqual([8, 2])
    expect([...trace.duration]).toEqual([100, 60])
  })

  it("is refused with the place when a line has too few fields", () => {
    expect(mistakeIn(() => parse(standardWorkload, `${swf}  5 9 0 60`))).toContain("t.csv:7: found 4 fields")
  })

  it("says so when no job can be used", () => {
    const text = "1 0 0 -1 4 -1 -1 4 -1 -1 0 1 1 1 1 -1 -1 -1"
    expect(mistakeIn(() => parse(standardWorkload, text))).toContain(
      "no job that can be used among 1 (run time or processors unknown)"
    )
  })
})

describe("Alibaba pods", () => {
  it("run from scheduling to deletion, keep fractions of a GPU, and are skipped when pending", () => {
    const { trace, report } = parse(alibaba, pods)
    expect(report).toMatchObject({ jobs: 3, skipped: 1 })
    expect([...trace.submit]).toEqual([0, 7, 8])
    expect([...trace.demand]).toEqual([0.46, 8, 0])
    expect([...trace.duration]).toEqual([80, 2, 2])
    expect([...trace.number].map(trace.nameOf)).toEqual(["openb-pod-0000", "openb-pod-0002", "openb-pod-0004"])
  })

  it("are refused when deleted before they were scheduled", () => {
    expect(mistakeIn(() => parse(alibaba, pods.replace("100,20", "10,20")))).toContain(
      "t.csv:2:48: found a duration of -10 s"
    )
  })
})

describe("Azure requests", () => {
  it("come to the 100 ns across midnight and last as long as the two rates say", () => {
    const { trace } = parse(azureLlm({ prefill: 1000, decode: 20 }), requests)
    expect([...trace.submit]).toEqual([0, 0.0200401])
    expect([...trace.duration]).toEqual([1.5, 0.5])
    expect([...trace.demand]).toEqual([1, 1])
  })

  it("name what is assumed", () => {
    expect(azureLlm({ prefill: 1000, decode: 20 }).assumptions).toEqual([
      { name: "prefill rate", value: 1000, unit: "tokens/s" },
      { name: "decode rate", value: 20, unit: "tokens/s" },
      { name: "GPUs of one request", value: 1, unit: "GPU" }
    ])
  })

  it.each([
    ["no time", "TIMESTAMP,ContextTokens,GeneratedTokens\nnoon,1,1\n", 't.csv:2:1: found TIMESTAMP "noon"'],
    [
      "no day of any calendar",
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-30 00:00:00,1,1\n",
      "t.csv:2:1: found TIMESTAMP"
    ],
    [
      "negative tokens",
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-03 00:00:00,1,-1\n",
      "t.csv:2:23: found -1 tokens"
    ]
  ])("are refused: %s", (_, text, message) => {
    expect(mistakeIn(() => parse(azureLlm(), text))).toContain(message)
  })
})

describe("a file of any format", () => {
  it.each([
    ["plain", `${header}0,0,1,1\n`],
    ["plain", `\n\n${header}0,0,1,1\n`],
    ["swf", swf],
    ["swf", swf.split("\n").slice(2).join("\n")],
    ["alibaba", pods],
    ["azure", requests]
  ])("is recognised by its first line: %s", (name, text) => {
    for (const piece of [1, 7, text.length]) {
      expect(parse({ parser: (options) => anyFormatParser(options) }, text, piece).report.format.name).toBe(name)
    }
  })

  it("is refused when it is of none", () => {
    expect(mistakeIn(() => parse({ parser: (options) => anyFormatParser(options) }, "hello\nworld\n"))).toBe(
      't.csv:1:1: found "hello"; allowed: the first line of a known format (plain, swf, alibaba, azure), or name the format'
    )
    expect(mistakeIn(() => parse({ parser: (options) => anyFormatParser(options) }, ""))).toContain("an empty file")
  })
})
