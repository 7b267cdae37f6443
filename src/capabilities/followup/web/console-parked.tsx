import type { WorkItem } from '#base/work/contract.ts'
import { DiscardRest, ParkedPanel } from '#base/work/web/parked.tsx'
import type { Parked } from '#base/work/web/parked-rows.ts'
import type { FormProps } from '#base/work/web/parts.ts'
import { useRead, useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import type { ParkedVisit } from '../contract.ts'
import { api } from './api.ts'

function useParked(item: WorkItem): Parked {
  const t = useWords()
  const f = useFormat()
  const params = { teamId: item.subject.id }
  const read = useRead(api.followup.parked, { params })
  const settling = useWrite(api.followup.settle, { refreshes: ['work'] })
  const saidOf = ({ reached, symptoms, temperature, note }: ParkedVisit) => [
    reached === false && t('followup.web.parked.not-met'),
    reached && (symptoms.map(one => t(`followup.symptom.${one}`)).join(', ') || t('followup.symptom.none')),
    temperature !== null && `${f.number(temperature)} °C`,
    note,
  ]
  return {
    rows: read.data?.visits.map(visit => ({
      ...visit,
      title: visit.person ?? t('followup.web.name.unknown'),
      facts: saidOf(visit).map(fact => fact || null),
    })),
    count: read.data?.count ?? 0,
    error: read.error,
    refetch: read.refetch,
    settling,
    settle: ({ ids, decision, reason }, options) =>
      settling.mutate({ params, body: { ...(ids ? { ids } : {}), decision, reason } }, options),
  }
}

export const ParkedPart = ({ item }: { item: WorkItem }) => <ParkedPanel parked={useParked(item)} />
export const SettleAll = ({ item, ...form }: FormProps) => <DiscardRest parked={useParked(item)} {...form} />
