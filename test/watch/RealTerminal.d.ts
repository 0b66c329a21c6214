export interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What it answers to who asks for its background: four hexadecimal digits each for red, green and blue. */
  readonly background?: string
}
export declare class RealTerminal {
  private readonly terminal
  private readonly process
  private readonly watchers
  /** Everything that the program wrote. */
  written: string
  /** The exit code, once it has ended. */
  code: number | undefined
  constructor(file: string, args: ReadonlyArray<string>, { background, columns, cwd, env, rows }?: TerminalOptions)
  /** The screen as text, row by row. */
  get rows(): ReadonlyArray<string>
  get text(): string
  /** Whether the alternate screen is shown. */
  get isAlternate(): boolean
  get pid(): number
  /** Types keys: characters or escape sequences. */
  type(keys: string): void
  resize(columns: number, rows: number): void
  kill(signal: string): void
  /** Waits until the screen is as wanted. Fails with the screen when it never is. */
  until(seen: (text: string, terminal: RealTerminal) => boolean, what: string): Promise<string>
  /** Waits until a text is on the screen. */
  see(part: string | RegExp): Promise<string>
  /** Waits until the program has ended. */
  end(): Promise<number>
  /** Ends the program if it still runs. */
  close(): void
  private look
}
