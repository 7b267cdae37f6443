import { useSession } from '#base/identity/web/session.tsx'
import { useRead } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, Row, Rows } from '#kit/citizen/index.ts'
import { api } from './api.ts'

/** The follow-up of my household: who has still to answer today. Nothing for those whom nobody follows. */
export function MyFollowUp() {
  const t = useWords()
  const { data } = useRead(api.followup.mine, {}, { offline: true })
  if (!data?.people.length) return null
  const left = data.people.filter(person => !person.answered)
  return (
    <Card title={t('followup.web.card')} icon="health">
      <p>
        {left.length
          ? t('followup.web.card.left', { names: left.map(person => person.name).join(', ') })
          : t('followup.web.card.done')}
      </p>
      <Button kind={left.length ? 'primary' : 'secondary'} to="/theo-doi">
        {t(left.length ? 'followup.web.card.do' : 'followup.web.card.see')}
      </Button>
    </Card>
  )
}

/** The community teams I am a member of. */
export function MyTeams() {
  const t = useWords()
  const { me } = useSession()
  const teams = me?.grants.filter(grant => grant.role === 'community-team' && grant.placeId) ?? []
  if (teams.length === 0) return null
  return (
    <Card flush title={t('followup.web.teams.mine')}>
      <Rows>
        {teams.map(({ placeId, placeName }) => (
          <Row
            key={placeId}
            icon="people"
            title={placeName ?? t('followup.web.team')}
            detail={t('followup.web.teams.mine.help')}
            to={`/to-cong-dong/${placeId}`}
          />
        ))}
      </Rows>
    </Card>
  )
}
