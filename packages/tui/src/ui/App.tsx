/** The shell of the screen: prints the rows that `windowOf` draws, hands on keys and sizes. Everything else stands in plain functions. */
import { Text, useApp, useInput, useIsScreenReaderEnabled, useWindowSize } from "ink"
import { useEffect, useRef, useSyncExternalStore } from "react"
import type { Look } from "../charts/Theme.ts"
import { spokenOf } from "../screens/spoken.ts"
import { windowOf } from "../screens/Window.ts"
import type { Scene } from "../session/Scene.ts"
import { chordsOf } from "./chords.ts"
import type { Controller } from "./Controller.ts"
import { isAnswer } from "./ground.ts"
import type { Signs } from "./signs.ts"

export interface AppProps {
  readonly controller: Controller
  readonly look: Omit<Look, "columns">
  readonly signs: Signs
  /** Is given what hands the terminal to the shell for a while. */
  readonly onTerminal: (suspend: (meanwhile: () => Promise<void>) => void) => void
}

export const App = ({ controller, look, onTerminal, signs }: AppProps) => {
  const isRead = useIsScreenReaderEnabled()
  const scene = useCalm(useSyncExternalStore(controller.subscribe, controller.get), isRead)
  const size = useWindowSize()
  const { suspendTerminal } = useApp()
  useEffect(() => controller.resize(size), [controller, size.columns, size.rows])
  useEffect(() => onTerminal((meanwhile) => void suspendTerminal(meanwhile)), [onTerminal, suspendTerminal])
  useInput((input, key) => {
    if (!isAnswer(input)) for (const chord of chordsOf(input, key)) controller.press(chord)
  })
  if (scene === undefined) return <Text>{"starting …".slice(0, size.columns)}</Text>
  if (isRead) return <Text>{spokenOf(scene, size).join("\n")}</Text>
  const rows = windowOf(scene, size, { ...look, columns: size.columns })
  return <Text>{rows.map((row) => signs.of(row)).join("\n")}</Text>
}

/** Milliseconds between two readings while the run plays: a voice is slower than frames. */
const reading = 5000

/** For a screen reader, the scene as it was read last, until there is something to say: a key was pressed, the run stands still, or some time has passed. */
const useCalm = (scene: Scene | undefined, isRead: boolean): Scene | undefined => {
  const read = useRef<{ readonly scene: Scene; readonly at: number } | undefined>(undefined)
  if (!isRead || scene === undefined) return scene
  const now = performance.now()
  const last = read.current
  const isNews = last === undefined || last.scene.ui !== scene.ui || !scene.status.playing || now - last.at >= reading
  if (!isNews) return last.scene
  read.current = { scene, at: now }
  return scene
}
