/** The shell of the screen: prints the rows that `windowOf` draws, hands on keys and sizes. Everything else stands in plain functions. */
import { Text, useApp, useInput, useWindowSize } from "ink"
import { useEffect, useSyncExternalStore } from "react"
import type { Look } from "../charts/Theme.ts"
import { windowOf } from "../screens/Window.ts"
import { chordsOf } from "./chords.ts"
import type { Controller } from "./Controller.ts"

export interface AppProps {
  readonly controller: Controller
  readonly look: Omit<Look, "columns">
  /** Is given what hands the terminal to the shell for a while. */
  readonly onTerminal: (suspend: (meanwhile: () => Promise<void>) => void) => void
}

export const App = ({ controller, look, onTerminal }: AppProps) => {
  const scene = useSyncExternalStore(controller.subscribe, controller.get)
  const size = useWindowSize()
  const { suspendTerminal } = useApp()
  useEffect(() => controller.resize(size), [controller, size.columns, size.rows])
  useEffect(() => onTerminal((meanwhile) => void suspendTerminal(meanwhile)), [onTerminal, suspendTerminal])
  useInput((input, key) => {
    for (const chord of chordsOf(input, key)) controller.press(chord)
  })
  if (scene === undefined) return <Text>{"starting …".slice(0, size.columns)}</Text>
  return <Text wrap="truncate">{windowOf(scene, size, { ...look, columns: size.columns }).join("\n")}</Text>
}
