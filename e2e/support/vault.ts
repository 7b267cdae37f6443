import type { Page } from 'playwright-core'

/** What lies in the vault of a device: the names, and every byte of it as text. */
export const inVault = (page: Page): Promise<{ names: string; bytes: string }> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('saola.vault')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const db = open.result
          if (!db.objectStoreNames.contains('rows')) {
            db.close()
            resolve({ names: '', bytes: '' })
            return
          }
          const all = db.transaction('rows').objectStore('rows').getAll()
          all.onsuccess = () => {
            db.close()
            const rows = all.result as { name: string; hidden: ArrayBuffer }[]
            const text = new TextDecoder('latin1')
            resolve({
              names: rows.map(row => row.name).join(),
              bytes: rows.map(row => text.decode(row.hidden)).join(),
            })
          }
        }
      }),
  )

const STILL_MS = 700

/** Its bytes once nothing is on its way there any more: what was typed is kept a while later, and is sealed first. */
export async function keptIn(page: Page): Promise<string> {
  for (let last = ''; ; ) {
    const { bytes } = await inVault(page)
    if (bytes === last) return bytes
    last = bytes
    await page.waitForTimeout(STILL_MS)
  }
}

/** All that can be read on a device without its keys. */
export async function onDevice(page: Page): Promise<string> {
  const inTheClear = await page.evaluate(() => Object.values(localStorage).concat(Object.values(sessionStorage)).join())
  return inTheClear + (await inVault(page)).bytes
}
