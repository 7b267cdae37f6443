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
