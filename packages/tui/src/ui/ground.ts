/** Whether the background of the terminal is dark or light: the terminal itself is asked. */
import type { ReadStream } from "node:tty"
import type { Ground } from "../charts/Theme.ts"

/** The colour of the background, then what kind of terminal it is: every terminal answers the second one, so that nobody waits for an answer to the
 * first that never comes. */
const question = "\u001B]11;?\u001B\\\u001B[c"
// oxlint-disable-next-line no-control-regex
const colour = /\u001B\]11;rgb:([\da-f]+)\/([\da-f]+)\/([\da-f]+)(?:\u001B\\|\u0007)/i
// oxlint-disable-next-line no-control-regex
const kind = /\u001B\[\?[\d;]*c/
/** Longest wait for the answers, ms: they come at once, but from a terminal that may be far away. */
const patience = 1000

/** Whether input is an answer that came too late, and no key. */
export const isAnswer = (input: string): boolean => input.includes("11;rgb:")

/** What an answer says; unknown without one. */
export const groundIn = (answer: string): Ground => {
  const parts = colour.exec(answer)?.slice(1)
  if (parts === undefined) return "unknown"
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1))
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? "light" : "dark"
}

/** What the environment says: the last part of `COLORFGBG` is the background's number among the sixteen colours. */
export const groundOf = (told: string | undefined): Ground => {
  const last = told?.split(";").at(-1) ?? ""
  if (!/^\d+$/.test(last)) return "unknown"
  return last === "7" || Number(last) > 8 ? "light" : "dark"
}

/** Asks the terminal; what was typed meanwhile stays to be read. */
export const askGround = (
  input: ReadStream,
  write: (text: string) => void,
  told: string | undefined
): Promise<Ground> =>
  new Promise((resolve) => {
    let heard = ""
    let isDone = false
    const finish = (): void => {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      input.off("data", hear)
      input.pause()
      input.setRawMode(false)
      const typed = heard.replace(colour, "").replace(kind, "")
      if (typed !== "") input.unshift(Buffer.from(typed, "latin1"))
      const found = groundIn(heard)
      resolve(found === "unknown" ? groundOf(told) : found)
    }
    const hear = (data: Buffer): void => {
      heard += data.toString("latin1")
      if (kind.test(heard)) finish()
    }
    // what has come while this thread was busy is heard before it gives up
    const timer = setTimeout(() => setImmediate(finish), patience)
    input.setRawMode(true)
    input.on("data", hear)
    write(question)
  })
