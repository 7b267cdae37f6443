import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'
import { api } from './api.ts'

const OPEN: readonly string[] = ['signed', 'in-force', 'over', 'confirmed']

/** The way to the papers, while an order is open. Most people have none. */
export function MyOrderCard() {
  const t = useWords()
  const f = useFormat()
  const { data } = useRead(api.isolation.mine, {}, { offline: true })
  const orders = (data?.orders ?? []).filter(order => OPEN.includes(order.state))
  if (orders.length === 0) return null
  return (
    <Card flush>
      <Rows>
        {orders.map(order => (
          <Row
            key={order.id}
            icon="document"
            title={t('isolation.web.home')}
            detail={`${order.name} · ${t('isolation.web.mine.until', { day: f.day(order.untilOn) })}`}
            to="/cach-ly"
          />
        ))}
      </Rows>
    </Card>
  )
}
