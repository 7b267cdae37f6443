import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'
import { api } from './api.ts'

/** What an office waits for from me, and the way to the services. */
export function ServicesCard() {
  const t = useWords()
  const { data } = useRead(api.services.mine, {}, { offline: true })
  const waiting = (data?.dossiers ?? []).filter(one => one.waits === 'supplement' || one.waits === 'payment')
  return (
    <Card flush>
      <Rows>
        {waiting.map(one => (
          <Row
            key={one.id}
            icon="warning"
            title={t(`services.home.${one.waits}`)}
            detail={one.procedureName}
            to={`/dich-vu-cong/${one.id}`}
          />
        ))}
        <Row icon="document" title={t('services.home.title')} detail={t('services.home.detail')} to="/dich-vu-cong" />
      </Rows>
    </Card>
  )
}
