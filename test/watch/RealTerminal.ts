/** A terminal without a window: a program in a pseudo-terminal, and what a person would see of it. */
import * as pty from "@lydell/node-pty"
import xterm from "@xterm/headless"

export interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What it answers to who asks for its background: four hexadecimal digits each for red, green and blue. */
  readonly background?: string
}

/** Longest wait for something to be seen, ms: far more than any machine needs. */
const patience = 30_000

export class RealTerminal {
  private readonly terminal: InstanceType<typeof xterm.Terminal>
  private readonly process: pty.IPty
  private readonly watchers = new Set<() => void>()
  /** Everything that the program wrote. */
  written = ""
  /** The exit code, once it has ended. */
  code: number | undefined

  constructor(
    file: string,
    args: ReadonlyArray<string>,
    { background, columns = 120, cwd, env = {}, rows = 40 }: TerminalOptions = {}
  ) {
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
    const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...inherited } = process.env
    this.process = pty.spawn(file, [...args], {
      // the name is what TERM becomes
      name: env["TERM"] ?? "xterm-256color",
      cols: columns,
      rows,
      cwd: cwd ?? process.cwd(),
      env: { ...inherited, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", ...env }
    })
    // what kind of terminal it is, where the cursor stands: a terminal answers
    this.terminal.onData((answer) => this.process.write(answer))
    this.process.onData((data) => {
      if (background !== undefined && data.includes("\u001B]11;?"))
        this.process.write(`\u001B]11;rgb:${background}\u001B\\`)
      this.written += data
      this.terminal.write(data, () => this.look())
    })
    this.process.onExit(({ exitCode }) => {
      this.code = exitCode
      // what it wrote last is still on its way to the screen
      this.terminal.write("", () => this.look())
    })
  }

  /** The screen as text, row by row. */
  get rows(): ReadonlyArray<string> {
    const { active } = this.terminal.buffer
    return Array.from(
      { length: this.terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? ""
    )
  }

  get text(): string {
    return this.rows.join("\n")
  }

  /** Whether the alternate screen is shown. */
  get isAlternate(): boolean {
    return this.terminal.buffer.active.type === "alternate"
  }

  get pid(): number {
    return this.process.pid
  }

  /** Types keys: characters or escape sequences. */
  type(keys: string): void {
    this.process.write(keys)
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows)
    this.process.resize(columns, rows)
  }

  kill(signal: string): void {
    this.process.kill(signal)
  }

  /** Waits until the screen is as wanted. Fails with the screen when it never is. */
  until(seen: (text: string, terminal: RealTerminal) => boolean, what: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        clearTimeout(timer)
        this.watchers.delete(check)
        settle()
      }
      const check = (): void => {
        const { text } = this
        if (seen(text, this)) done(() => resolve(text))
      }
      const timer = setTimeout(
        () =>
          done(() => reject(new Error(`never seen: ${what}. The screen is (code ${this.code ?? "-"}):\n${this.text}`))),
        patience
      )
      this.watchers.add(check)
      check()
    })
  }

  /** Waits until a text is on the screen. */
  see(part: string | RegExp): Promise<string> {
    return this.until((text) => (typeof part === "string" ? text.includes(part) : part.test(text)), String(part))
  }

  /** Waits until the program has ended. */
  end(): Promise<number> {
    return this.until((_, { code }) => code !== undefined, "the end of the program").then(() => this.code ?? -1)
  }

  /** Ends the program if it still runs. */
  close(): void {
    if (this.code === undefined) this.process.kill("SIGKILL")
    this.terminal.dispose()
  }

  /** Looks, unless a frame is only half there: between these two a terminal shows nothing new. */
  private look(): void {
    if (
      this.code === undefined &&
      this.written.lastIndexOf("\u001B[?2026h") > this.written.lastIndexOf("\u001B[?2026l")
    )
      return
    for (const watcher of this.watchers) watcher()
  }
}
