import { Skeleton } from '@mantine/core'
import type { WorkItem } from '#base/work/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Panel, PhoneLink, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'

/** In the inbox of the commune: from which post, in what, from where, with which test, and how to reach them. */
export function ArrivalPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const travellerId = item.subject.id
  const { data, error, refetch } = useRead(api.roadblocks.traveller, { params: { travellerId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton height={200} />
  const { test, phone } = data
  return (
    <Panel title={t('roadblocks.web.part')}>
      <Facts
        facts={[
          [t('roadblocks.web.part.at'), `${f.instant(data.at)} · ${data.post}`],
          [
            t('roadblocks.web.part.vehicle'),
            [data.plate, t(`roadblocks.vehicle.${data.vehicle}`)].filter(Boolean).join(' · '),
          ],
          [t('roadblocks.web.part.from'), data.from],
          [t('roadblocks.web.part.to'), data.to],
          [t('roadblocks.web.part.purpose'), t(`roadblocks.purpose.${data.purpose}`)],
          [t('roadblocks.web.part.decision'), t(`roadblocks.decision.${data.decision}`)],
          [t('roadblocks.web.part.why'), t(`roadblocks.why.${data.why}`)],
          [t('roadblocks.web.part.reason'), data.reason || null],
          [t('roadblocks.web.part.phone'), phone ? <PhoneLink key="phone" phone={phone} /> : null],
          [
            t('roadblocks.web.part.test'),
            test
              ? [
                  t(`roadblocks.test.${test.kind}`),
                  t(`roadblocks.test.${test.result}`),
                  f.instant(test.takenAt),
                  test.place,
                ]
                  .filter(Boolean)
                  .join(' · ')
              : t('roadblocks.web.test.state.none'),
          ],
        ]}
      />
    </Panel>
  )
}
