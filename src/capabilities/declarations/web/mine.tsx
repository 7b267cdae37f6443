import { OneOfMine } from '#base/people/web/one-of-mine.tsx'
import { useNow, useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Card, EmptyState, Page, ProblemState, RiskTag, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import type { DeclarationLine, DeclarationView } from '../contract.ts'
import { api } from './api.ts'
import { toneOf } from './held.tsx'

/** Declare for oneself or one of the household, and what was declared before. */
export function MyDeclarations() {
  const t = useWords()
  return (
    <Page title={t('declarations.web.title')} back="/">
      <OneOfMine who={t('declarations.web.who')} nobody={t('declarations.web.nobody')} offline>
        {person => (
          <>
            <Kinds personId={person.id} />
            <History key={person.id} personId={person.id} />
            <Card flush>
              <Rows>
                <Row
                  icon="eye"
                  title={t('declarations.web.looks')}
                  detail={t('declarations.web.looks.detail')}
                  to={`/ai-da-xem?cho=${person.id}`}
                />
              </Rows>
            </Card>
          </>
        )}
      </OneOfMine>
    </Page>
  )
}

function Kinds({ personId }: { personId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.declarations.kinds, {})
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={3} />
  if (data.kinds.length === 0)
    return (
      <Card>
        <EmptyState icon="document" title={t('declarations.web.none')} />
      </Card>
    )
  return (
    <Card flush title={t('declarations.web.choose')}>
      <Rows>
        {data.kinds.map(({ kind, title }) => (
          <Row key={kind} icon="edit" title={title} to={`/to-khai/${kind}?cho=${personId}`} />
        ))}
      </Rows>
    </Card>
  )
}

function History({ personId }: { personId: string }) {
  const t = useWords()
  const { data, error, refetch } = useRead(api.declarations.history, { params: { personId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  if (!data) return <Skeleton lines={4} />
  return (
    <Card flush={data.declarations.length > 0} title={t('declarations.web.history')}>
      {data.declarations.length === 0 ? (
        <EmptyState icon="clock" title={t('declarations.web.history.none')}>
          {t('declarations.web.history.none.text')}
        </EmptyState>
      ) : (
        <Rows>
          {data.declarations.map(one => (
            <Line key={one.id} one={one} held={data.held} />
          ))}
        </Rows>
      )}
    </Card>
  )
}

function Line({ one, held }: { one: DeclarationLine; held: DeclarationView['held'] }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const until = { until: f.instant(one.validUntil) }
  return (
    <Row
      title={t(`declarations.web.kind.${one.kind}`)}
      detail={
        <>
          {f.instant(one.at)}
          <br />
          {t(new Date(one.validUntil) > now ? 'declarations.web.until' : 'declarations.web.over', until)}
        </>
      }
      end={
        <RiskTag tone={toneOf(one.risk, held)} icon={held.length > 0 ? 'document' : undefined}>
          {t(`declarations.web.risk.${one.risk}`)}
        </RiskTag>
      }
      to={`/to-khai/xem/${one.id}`}
    />
  )
}
