/** A folder that one program at a time may write to. The lock is a file with the process that holds it; one that is left by a program that was killed holds
 * nothing. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"

/** A process that runs, with the time of its start where the system tells: its number may go to another one later. Empty when it does not run; one
 * that was killed and that nobody has waited for yet does not. */
const holderOf = (pid: number): string => {
  try {
    // "pid (name) state …": the name may hold anything, the start is the 20th word behind it
    const words = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? []
    return words[0] === "Z" || words[0] === "X" ? "" : `${pid} ${words[19] ?? ""}`
  } catch {
    return existsSync("/proc/self/stat") ? "" : isAlive(pid) ? `${pid}` : ""
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** Takes the lock for this process. Gives the number of the process that holds it, or `undefined` when it is ours now. */
export const take = (file: string): number | undefined => {
  const held = existsSync(file) ? readFileSync(file, "utf8") : ""
  const holder = Number.parseInt(held, 10)
  const own = holderOf(process.pid)
  if (holder > 0 && held !== own && held === holderOf(holder)) return holder
  writeFileSync(file, own)
  return undefined
}

/** Gives the lock back, if this process has it. */
export const release = (file: string): void => {
  if (existsSync(file) && readFileSync(file, "utf8") === holderOf(process.pid)) rmSync(file, { force: true })
}
