/** Long enough for a slow phone to hand the file on. */
const KEEP_MS = 60_000

/** Hands a file to the browser under a name that every system takes. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: url, download: name.replace(/[/\\:*?"<>|]/g, ' ') }).click()
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS)
}
