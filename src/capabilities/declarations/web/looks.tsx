import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Card, EmptyState, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import type { Look } from '../contract.ts'
import { api } from './api.ts'

/** Which offices looked at my data, when and for what. */
export function Looks() {
  const t = useWords()
  const { personId = '' } = useParams()
  const { data, error, refetch } = useRead(api.declarations.looks, { params: { personId } })
  return (
    <Page
      title={t('declarations.web.looks')}
      back={`/to-khai?cho=${personId}`}
      {...(data ? { intro: t('declarations.web.looks.intro', { days: data.days }) } : {})}
    >
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton lines={5} /> : null}
      {data?.looks.length === 0 ? (
        <Card>
          <EmptyState icon="eye" title={t('declarations.web.looks.none')} />
        </Card>
      ) : null}
      {data?.looks.length ? (
        <Card flush>
          <Rows>
            {data.looks.map((look, i) => (
              <Line key={i} look={look} />
            ))}
          </Rows>
        </Card>
      ) : null}
    </Page>
  )
}

function Line({ look }: { look: Look }) {
  const t = useWords()
  const f = useFormat()
  const who = [look.name, look.role ?? t('declarations.web.looks.someone'), look.office].filter(Boolean).join(', ')
  const times = look.times > 1 ? t('declarations.web.looks.times', { times: look.times }) : ''
  return (
    <Row
      icon="eye"
      title={look.purpose}
      detail={
        <>
          {who}
          <br />
          {[f.instant(look.at), times].filter(Boolean).join(' · ')}
        </>
      }
    />
  )
}
