import './mine.css'
import { CallStation } from '#base/helplines/web/call-station.tsx'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import {
  Card,
  EmptyState,
  Facts,
  Notice,
  Page,
  ProblemState,
  QrView,
  SaveButton,
  Skeleton,
} from '#kit/citizen/index.ts'
import type { MyOrder } from '../contract.ts'
import { api } from './api.ts'

/** Own orders and certificates, and those of the household; readable without a network. */
export function MyIsolation() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.isolation.mine, {}, { offline: true })
  return (
    <Page title={t('isolation.web.mine')} back="/toi" intro={t('isolation.web.mine.intro')}>
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton block lines={4} /> : null}
      {data?.orders.length === 0 ? (
        <Card>
          <EmptyState icon="home" title={t('isolation.web.mine.none')}>
            {t('isolation.web.mine.none.help')}
          </EmptyState>
        </Card>
      ) : null}
      {stationsOf(data?.orders ?? []).map(unitId => (
        <CallStation key={unitId} unitId={unitId} />
      ))}
      {data?.orders.map(order => (
        <Order key={order.id} order={order} />
      ))}
    </Page>
  )
}

const isInForce = ({ state }: MyOrder) => state === 'in-force'

/** Who looks after those who are isolated now. */
const stationsOf = (orders: readonly MyOrder[]) => [...new Set(orders.filter(isInForce).map(order => order.unitId))]

function Order({ order }: { order: MyOrder }) {
  const t = useWords()
  const f = useFormat()
  return (
    <Card title={order.name} icon="person">
      {isInForce(order) ? (
        <Notice tone="orange" title={t('isolation.web.mine.until', { day: f.day(order.untilOn) })}>
          {t('isolation.web.mine.stay')}
        </Notice>
      ) : null}
      <Facts
        facts={[
          [t('isolation.web.state'), t(`isolation.order.state.${order.state}`)],
          [t('isolation.web.kind'), t(`isolation.kind.${order.kind}`)],
          [
            t('isolation.web.days.short'),
            t('isolation.web.mine.from', { from: f.day(order.fromOn), until: f.day(order.untilOn) }),
          ],
          [t('isolation.web.mine.place'), order.place],
          ...(order.testDays.length
            ? [
                [
                  t('isolation.web.mine.tests'),
                  order.testDays
                    .map(({ day, done }) =>
                      done ? t('isolation.web.mine.test.done', { day: f.dayShort(day) }) : f.dayShort(day),
                    )
                    .join('; '),
                ] as const,
              ]
            : []),
          [t('isolation.web.mine.issuer'), order.unitName],
        ]}
      />
      {order.papers.map(paper => (
        <MyPaper key={paper.paper} orderId={order.id} paper={paper} />
      ))}
    </Card>
  )
}

/** A paper with the code that anyone can check it by. */
function MyPaper({ orderId, paper }: { orderId: string; paper: MyOrder['papers'][number] }) {
  const t = useWords()
  const f = useFormat()
  const name = t(`isolation.${paper.paper}.paper`)
  return (
    <details className="is-paper">
      <summary>
        <strong>{name}</strong>
        <span>
          {paper.number} · {f.day(paper.issuedAt)}
        </span>
      </summary>
      <QrView
        text={paper.link}
        label={t('isolation.web.mine.code', { paper: name, number: paper.number })}
        caption={t('isolation.web.mine.show')}
      />
      <SaveButton
        kind="secondary"
        get={() => api.isolation.myPaper({ params: { orderId, paper: paper.paper } })}
        name={`${name} ${paper.number}.pdf`}
        busy={t('isolation.web.mine.pdf.busy')}
      >
        {t('isolation.web.mine.pdf')}
      </SaveButton>
    </details>
  )
}
