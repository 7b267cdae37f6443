import { useSession } from '#base/identity/web/session.tsx'
import { addDays, dayOf, startOf } from '#core/clock.ts'
import { useSealedRead } from '#core/web/sealed-read.ts'
import { serverNow } from '#core/web/server-clock.ts'
import { api } from './api.ts'

/** Whom a team visits today: read in the morning, it stays on this phone for the day, sealed. */
export function useRound(teamId: string) {
  const { me } = useSession()
  const tomorrow = startOf(addDays(dayOf(serverNow()), 1))
  return useSealedRead(api.followup.round, { params: { teamId } }, me?.accountId, tomorrow)
}
