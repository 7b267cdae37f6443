import './isolation.css'
import { Skeleton } from '@mantine/core'
import type { WorkItem } from '#base/work/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Panel, ProblemState } from '#kit/console/index.ts'
import { api } from './api.ts'
import { PrintButton } from './print.tsx'
import { Tests } from './tests.tsx'

/** In an item of work: what is ordered, by which rule, and the papers there are. */
export function OrderPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const f = useFormat()
  const orderId = item.subject.id
  const { data: order, error, refetch } = useRead(api.isolation.order, { params: { orderId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!order || order.id !== orderId) return <Skeleton height={220} />
  return (
    <Panel
      title={order.number ? `${t('isolation.order.flow')} ${order.number}` : t('isolation.order.flow')}
      actions={
        <div className="is-print">
          {order.number ? <PrintButton orderId={order.id} paper="order" /> : null}
          {order.certificateNumber ? <PrintButton orderId={order.id} paper="certificate" /> : null}
        </div>
      }
    >
      <div className="k-stack">
        <Facts
          facts={[
            [t('isolation.web.kind'), t(`isolation.kind.${order.kind}`)],
            [t('isolation.web.from'), f.day(order.fromOn)],
            [t('isolation.order.field.until'), f.day(order.untilOn)],
            [t('isolation.web.reason'), t(`isolation.reason.${order.reason}`)],
            [t('isolation.web.birth'), order.birthYear],
            [
              t('isolation.web.place'),
              order.placeId ? (
                <Link key="place" to={`/places?open=${order.placeId}`}>
                  {order.place}
                </Link>
              ) : (
                order.place
              ),
            ],
            [t('isolation.web.rule'), order.document],
            [t('isolation.web.days'), f.number(order.days)],
            [t('isolation.web.watch'), t('isolation.web.watch.days', { days: order.watchDays })],
            ...(order.signer ? [[t('isolation.web.signer'), order.signer] as const] : []),
            ...(order.certificateNumber ? [[t('isolation.certificate.paper'), order.certificateNumber] as const] : []),
          ]}
        />
        <Tests order={order} />
        {order.note ? (
          <p className="is-note">
            {t('isolation.web.note')}: {order.note}
          </p>
        ) : null}
      </div>
    </Panel>
  )
}
