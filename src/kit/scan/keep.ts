/**
 * For a device that scans without a network: asks the service worker to keep the reader (`scanner` in
 * `src/apps/precache.ts`), and the browser not to clear what lies on this device when its disk is full.
 */
export async function keepScanner(): Promise<void> {
  await navigator.storage?.persist?.()
  if (!('serviceWorker' in navigator)) return
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage('keep-scanner')
}
