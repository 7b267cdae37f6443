import { useState } from 'react'

/** Long enough for a slow phone to hand the file on. */
const KEEP_MS = 60_000

/** Hands a file to the browser under a name that every system takes. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: url, download: name.replace(/[/\\:*?"<>|]/g, ' ') }).click()
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS)
}

/** Shows a file in a tab of its own, where the browser prints it. */
export function openFile(file: Blob): void {
  const url = URL.createObjectURL(file)
  window.open(url, '_blank', 'noopener')
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS)
}

/** A file that is asked for and saved: whether it is coming, and why it did not come. */
export function useSaveFile(onProblem?: (problem: unknown) => void) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  /** True when it came. */
  const save = async (file: Promise<Blob>, name: string): Promise<boolean> => {
    setBusy(true)
    setProblem(undefined)
    try {
      saveFile(await file, name)
      return true
    } catch (reason) {
      setProblem(reason)
      onProblem?.(reason)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, save }
}
