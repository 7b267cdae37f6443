import { useSession } from '#base/identity/web/session.tsx'
import { useWords } from '#core/web/words.tsx'
import { Card, Row, Rows } from '#kit/citizen/index.ts'

/** The way to declare, for those who have said who they are. */
export function DeclareCard() {
  const t = useWords()
  const { me } = useSession()
  if (!me?.personId) return null
  return (
    <Card flush>
      <Rows>
        <Row
          icon="document"
          title={t('declarations.web.title')}
          detail={t('declarations.web.home.detail')}
          to="/to-khai"
        />
      </Rows>
    </Card>
  )
}
