import { browserApi } from '#core/web/api.ts'
import { openid } from '../contract.ts'

export const api = browserApi({ openid })

/** Off to the provider, which sends back to a page of ours. */
export const goTo = ({ url }: { readonly url: string }): void => location.assign(url)

/** Signs out here, and where somebody came in by a provider there too. */
export async function leaveThrough(signOut: () => Promise<void>): Promise<void> {
  const left = await api.openid.leave({}).catch(() => undefined)
  await signOut()
  if (left?.url) location.assign(left.url)
}
