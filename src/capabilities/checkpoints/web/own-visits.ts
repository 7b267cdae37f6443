import { HOUR_MS } from '#core/clock.ts'
import { noteHeld } from '#core/web/held.ts'
import { vault } from '#core/web/vault.ts'
import { isOpen } from './outbox.ts'
import { OWN } from './queue-path.ts'
import { type VisitItem, visits } from './sending.ts'

/** As old as the server believes what a device kept; see `checkpoints.offline`. */
const KEPT_FOR_MS = 72 * HOUR_MS

let owner: string | undefined
let saved = ''
let last: Promise<unknown> = Promise.resolve()

/**
 * From here on what somebody says of where they are lies on this device, sealed, until the server has it: what was said
 * before the page was closed is sent now. Another account's is not sent in this one's name.
 */
export async function carryVisitsOf(account: string): Promise<void> {
  if (owner === account) return
  if (owner) for (const { item } of visits.entries()) visits.drop(item.id)
  owner = account
  const kept = await vault.get<readonly VisitItem[]>(account, OWN)
  const here = new Set(visits.entries().map(({ item }) => item.id))
  for (const item of kept?.value ?? []) if (!here.has(item.id)) visits.add(item)
  save()
}

function save(): void {
  if (!owner) return
  const account = owner
  const open = visits
    .entries()
    .filter(isOpen)
    .map(({ item }) => item)
  const ids = open.map(({ id }) => id).join()
  if (ids === saved) return
  saved = ids
  noteHeld(OWN, open.length)
  const write = () =>
    open.length ? vault.put(account, OWN, open, new Date(Date.now() + KEPT_FOR_MS)) : vault.drop(OWN)
  last = last.then(write)
}
visits.subscribe(save)
